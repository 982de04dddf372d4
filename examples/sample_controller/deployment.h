// What the Deployment of a Foo looks like, and whether one does: no server, no threads, no time.
#pragma once

#include <sample/api/samplecontroller/v1alpha1/foo.h>

#include <k8s/api/apps/v1/deployment.h>
#include <k8s/base/result.h>

// The Deployment that a Foo asks for, owned by it: it goes when the Foo goes.
k8s::Result<k8s::appsv1::Deployment> DeploymentFor(const sample::samplecontrollerv1alpha1::Foo& foo);

// Whether the Deployment has the size that the Foo asks for.
bool HasRightSize(const sample::samplecontrollerv1alpha1::Foo& foo, const k8s::appsv1::Deployment& deployment);
