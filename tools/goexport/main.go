// Command goexport writes what the Go types of the Kubernetes API know and the OpenAPI document does not:
// the order of the fields, which of them are pointers, when JSON omits them, and their protobuf numbers.
// The layout of its output is described in openapi/README.md.
package main

import (
	"bufio"
	"fmt"
	"os"
	"reflect"
	"runtime/debug"
	"slices"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/version"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

// unregistered are the types which the API uses although no scheme knows them as a kind.
var unregistered = []any{
	meta.Duration{},
	meta.Patch{},
	meta.Timestamp{},
	meta.TypeMeta{},
	runtime.TypeMeta{},
	runtime.Unknown{},
	version.Info{},
}

var reportedModules = []string{
	"k8s.io/api",
	"k8s.io/apiextensions-apiserver",
	"k8s.io/apimachinery",
	"k8s.io/client-go",
	"k8s.io/kube-aggregator",
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "goexport:", err)
		os.Exit(1)
	}
}

func run() error {
	types := newCollector()
	roots, err := rootTypes()
	if err != nil {
		return err
	}
	for _, root := range roots {
		if _, err := types.nameOf(root); err != nil {
			return err
		}
	}
	modules, err := moduleVersions()
	if err != nil {
		return err
	}
	out := bufio.NewWriter(os.Stdout)
	if err := write(out, modules, types.byName); err != nil {
		return err
	}
	return out.Flush()
}

func rootTypes() ([]reflect.Type, error) {
	registry := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		scheme.AddToScheme, apiextensions.AddToScheme, apiregistration.AddToScheme, meta.AddMetaToScheme,
	} {
		if err := add(registry); err != nil {
			return nil, err
		}
	}
	var roots []reflect.Type
	for kind, goType := range registry.AllKnownTypes() {
		if kind.Version != runtime.APIVersionInternal {
			roots = append(roots, goType)
		}
	}
	for _, value := range unregistered {
		roots = append(roots, reflect.TypeOf(value))
	}
	return roots, nil
}

func moduleVersions() (map[string]string, error) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil, fmt.Errorf("the program carries no build information")
	}
	versions := map[string]string{}
	for _, module := range info.Deps {
		if slices.Contains(reportedModules, module.Path) {
			versions[module.Path] = module.Version
		}
	}
	if len(versions) != len(reportedModules) {
		return nil, fmt.Errorf("the build information names %d of the %d modules %v", len(versions), len(reportedModules), reportedModules)
	}
	return versions, nil
}
