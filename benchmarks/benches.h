#pragma once

#include "harness.h"

// One function a benchmark; main.cc gives each its name on the command line.
namespace k8s::bench {

void Decode(const Effort& effort, const Arguments& arguments);
void Encode(const Effort& effort, const Arguments& arguments);
void Informers(const Effort& effort, const Arguments& arguments);
void Queues(const Effort& effort, const Arguments& arguments);
void Rest(const Effort& effort, const Arguments& arguments);
void Testkit(const Effort& effort, const Arguments& arguments);
void Unstructured(const Effort& effort, const Arguments& arguments);

}  // namespace k8s::bench
