package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	corev1 "k8s.io/api/core/v1"
	apiruntime "k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
)

// contentType is what a client-go user gets who sets nothing.
const contentType = "application/json"

// negotiator is built as the typed clients and rest.RESTClient build theirs, so that decoding and encoding pass through
// all that a request of client-go passes through.
func negotiator() apiruntime.ClientNegotiator {
	codecs := rest.CodecFactoryForGeneratedClient(scheme.Scheme, scheme.Codecs).WithoutConversion()
	return apiruntime.NewClientNegotiator(codecs, corev1.SchemeGroupVersion)
}

func readList(arguments []string) ([]byte, error) {
	if len(arguments) != 1 {
		return nil, errors.New("expected one argument, the file with the list of pods")
	}
	return os.ReadFile(arguments[0])
}

func decodeList(decoder apiruntime.Decoder, data []byte) (*corev1.PodList, error) {
	pods := &corev1.PodList{}
	if _, _, err := decoder.Decode(data, nil, pods); err != nil {
		return nil, err
	}
	if len(pods.Items) == 0 {
		return nil, errors.New("the list has no pods")
	}
	return pods, nil
}

func decode(effort Effort, arguments []string) error {
	data, err := readList(arguments)
	if err != nil {
		return err
	}
	decoder, err := negotiator().Decoder(contentType, nil)
	if err != nil {
		return err
	}

	before := liveHeap()
	pods, err := decodeList(decoder, data)
	if err != nil {
		return err
	}
	count := float64(len(pods.Items))
	heap := (liveHeap() - before) / count
	runtime.KeepAlive(pods)
	if err := report(Result{Metric: "objects", Variant: "json", Unit: "objects", Value: count}); err != nil {
		return err
	}
	if err := report(Result{Metric: "heap_per_object", Variant: "json", Unit: "bytes", Value: heap}); err != nil {
		return err
	}

	result := Result{Metric: "objects_per_second", Variant: "json", Unit: "objects/s"}
	err = measure(effort, result, count, func() (time.Duration, error) {
		// Otherwise the first cycle of a run pays for the list of the run before.
		pods = nil
		runtime.GC()
		start := time.Now()
		pods, err = decodeList(decoder, data)
		return time.Since(start), err
	})
	if err != nil {
		return err
	}

	// What the types can do without client-go's serializer: it looks for the kind first, in a pass of its own, and
	// decodes with a fork of encoding/json that tells upper case from lower.
	result.Peer = "encoding/json"
	return measure(effort, result, count, func() (time.Duration, error) {
		pods = &corev1.PodList{}
		runtime.GC()
		start := time.Now()
		err := json.Unmarshal(data, pods)
		return time.Since(start), err
	})
}

func encode(effort Effort, arguments []string) error {
	data, err := readList(arguments)
	if err != nil {
		return err
	}
	negotiator := negotiator()
	decoder, err := negotiator.Decoder(contentType, nil)
	if err != nil {
		return err
	}
	encoder, err := negotiator.Encoder(contentType, nil)
	if err != nil {
		return err
	}
	pods, err := decodeList(decoder, data)
	if err != nil {
		return err
	}

	encoded, err := apiruntime.Encode(encoder, pods)
	if err != nil {
		return err
	}
	if !bytes.Equal(encoded, data) {
		return errors.New("the data is not spelled as client-go spells it")
	}
	data = nil
	size := float64(len(encoded))
	if err := report(Result{Metric: "encoded_bytes", Variant: "json", Unit: "bytes", Value: size}); err != nil {
		return err
	}

	count := float64(len(pods.Items))
	result := Result{Metric: "objects_per_second", Variant: "json", Unit: "objects/s"}
	return measure(effort, result, count, func() (time.Duration, error) {
		encoded = nil
		runtime.GC()
		start := time.Now()
		encoded, err = apiruntime.Encode(encoder, pods)
		elapsed := time.Since(start)
		if err == nil && float64(len(encoded)) != size {
			err = fmt.Errorf("encoded %d bytes, and %.0f before", len(encoded), size)
		}
		return elapsed, err
	})
}
