package main

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func parseUnstructured(data []byte) (*unstructured.UnstructuredList, error) {
	list := &unstructured.UnstructuredList{}
	if _, _, err := unstructured.UnstructuredJSONScheme.Decode(data, nil, list); err != nil {
		return nil, err
	}
	if len(list.Items) == 0 {
		return nil, errors.New("the list has no objects")
	}
	return list, nil
}

func writeUnstructured(list *unstructured.UnstructuredList) ([]byte, error) {
	var buffer bytes.Buffer
	err := unstructured.UnstructuredJSONScheme.Encode(list, &buffer)
	return buffer.Bytes(), err
}

// unstructuredList reads and writes the list as the dynamic client does.
func unstructuredList(effort Effort, arguments []string) error {
	data, err := readList(arguments)
	if err != nil {
		return err
	}

	before := liveHeap()
	list, err := parseUnstructured(data)
	if err != nil {
		return err
	}
	count := float64(len(list.Items))
	heap := (liveHeap() - before) / count
	runtime.KeepAlive(list)
	if err := report(Result{Metric: "objects", Variant: "parse", Unit: "objects", Value: count}); err != nil {
		return err
	}
	if err := report(Result{Metric: "heap_per_object", Variant: "parse", Unit: "bytes", Value: heap}); err != nil {
		return err
	}
	result := Result{Metric: "objects_per_second", Variant: "parse", Unit: "objects/s"}
	err = measure(effort, result, count, func() (time.Duration, error) {
		list = nil
		runtime.GC()
		start := time.Now()
		list, err = parseUnstructured(data)
		return time.Since(start), err
	})
	if err != nil {
		return err
	}

	written, err := writeUnstructured(list)
	if err != nil {
		return err
	}
	size := len(written)
	if err := report(Result{Metric: "encoded_bytes", Variant: "write", Unit: "bytes", Value: float64(size)}); err != nil {
		return err
	}
	result.Variant = "write"
	return measure(effort, result, count, func() (time.Duration, error) {
		written = nil
		runtime.GC()
		start := time.Now()
		written, err = writeUnstructured(list)
		elapsed := time.Since(start)
		if err == nil && len(written) != size {
			err = fmt.Errorf("wrote %d bytes, and %d before", len(written), size)
		}
		return elapsed, err
	})
}
