"""What the pages under docs/ show is C++ that a compiler takes."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from compiling import compiler
from specs import REPOSITORY

ROOTS = ("runtime", "informers", "generated")
# What programs have before the first line that is shown.
PREAMBLE = """
#include <iostream>
#include <thread>
#include <k8s/api/core/v1/pod.h>
#include <k8s/client/core/v1/pods.h>
#include <k8s/clientset.h>
#include <k8s/dynamic/dynamic_client.h>
#include <k8s/dynamic/metadata_client.h>
#include <k8s/discovery/rest_mapper.h>
#include <k8s/informer_factory.h>
#include <k8s/informers/core/v1/pods.h>
#include <k8s/workqueue/rate_limiting_queue.h>
namespace corev1 = k8s::corev1;
using namespace std::chrono_literals;
int Fail(const k8s::Error&);
void Log(const std::string&);
bool Reconcile(const k8s::ObjectKey&);
"""
AROUND = """
int Shown{number}(k8s::Clientset& clients, k8s::DynamicClient& client, k8s::Unstructured object, std::string text,
                  k8s::InformerFactory& informers, corev1::PodInformer& pods, k8s::RateLimitingQueue<k8s::ObjectKey>& queue,
                  std::stop_token token) {{
"""


def source_of(page: Path) -> str:
    """Each block in a function of its own, in which it may name what it begins with as it likes."""
    includes: list[str] = []
    functions: list[str] = []
    for number, block in enumerate(re.findall(r"^```cpp\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)):
        lines = block.splitlines()
        includes += [line for line in lines if line.startswith("#include")]
        shown = "\n".join(line for line in lines if not line.startswith("#include"))
        functions.append(f"{AROUND.format(number=number)}{{\n{shown}\n}}\nreturn 0;\n}}\n")
    assert functions
    return "\n".join([PREAMBLE, *includes, *functions])


@pytest.mark.skipif(compiler() is None, reason="no compiler")
@pytest.mark.parametrize("page", ["docs/informers.md", "docs/untyped.md"])
def test_what_a_page_shows_compiles(page: str) -> None:
    found = compiler()
    assert found is not None
    roots = [f"-I{REPOSITORY / root}" for root in ROOTS]
    command = [found, "-std=c++20", "-fsyntax-only", "-x", "c++", *roots, "-"]
    source = source_of(REPOSITORY / page)
    said = subprocess.run(command, input=source, capture_output=True, text=True, check=False).stderr
    assert said == ""
