package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
	apiruntime "k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
)

// format is a representation of objects that an API server offers.
type format struct {
	variant     string
	contentType string
	// unmanaged: without managedFields, as the transform function of an informer drops them
	unmanaged bool
}

// formats begin with what a client-go user gets who sets nothing.
var formats = []format{
	{variant: "json", contentType: "application/json"},
	{variant: "protobuf", contentType: "application/vnd.kubernetes.protobuf"},
}

var unmanaged = []format{
	{variant: "json-unmanaged", contentType: "application/json", unmanaged: true},
	{variant: "protobuf-unmanaged", contentType: "application/vnd.kubernetes.protobuf", unmanaged: true},
}

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

func (format format) decodeList(decoder apiruntime.Decoder, data []byte) (*corev1.PodList, error) {
	pods, err := decodeList(decoder, data)
	if err != nil || !format.unmanaged {
		return pods, err
	}
	for i := range pods.Items {
		pods.Items[i].ManagedFields = nil
	}
	return pods, nil
}

func decode(effort Effort, arguments []string) error {
	data, err := readList(arguments)
	if err != nil {
		return err
	}
	for _, format := range slices.Concat(formats, unmanaged) {
		converted, err := convert(data, format)
		if err != nil {
			return err
		}
		if err := decodeFormat(effort, format, converted); err != nil {
			return err
		}
	}
	// What the types can do without client-go's serializer: it looks for the kind first, in a pass of its own, and
	// decodes with a fork of encoding/json that tells upper case from lower.
	pods := &corev1.PodList{}
	if err := json.Unmarshal(data, pods); err != nil {
		return err
	}
	result := Result{Metric: "objects_per_second", Variant: "json", Unit: "objects/s", Peer: "encoding/json"}
	return measure(effort, result, float64(len(pods.Items)), func() (time.Duration, error) {
		pods = &corev1.PodList{}
		runtime.GC()
		start := time.Now()
		err := json.Unmarshal(data, pods)
		return time.Since(start), err
	})
}

// convert gives a list in another format.
func convert(list []byte, to format) ([]byte, error) {
	negotiator := negotiator()
	decoder, err := negotiator.Decoder(formats[0].contentType, nil)
	if err != nil {
		return nil, err
	}
	encoder, err := negotiator.Encoder(to.contentType, nil)
	if err != nil {
		return nil, err
	}
	pods, err := decodeList(decoder, list)
	if err != nil {
		return nil, err
	}
	return apiruntime.Encode(encoder, pods)
}

func decodeFormat(effort Effort, format format, data []byte) error {
	decoder, err := negotiator().Decoder(format.contentType, nil)
	if err != nil {
		return err
	}

	before := liveHeap()
	pods, err := format.decodeList(decoder, data)
	if err != nil {
		return err
	}
	count := float64(len(pods.Items))
	heap := (liveHeap() - before) / count
	runtime.KeepAlive(pods)
	if err := report(Result{Metric: "objects", Variant: format.variant, Unit: "objects", Value: count}); err != nil {
		return err
	}
	if err := report(Result{Metric: "heap_per_object", Variant: format.variant, Unit: "bytes", Value: heap}); err != nil {
		return err
	}

	result := Result{Metric: "objects_per_second", Variant: format.variant, Unit: "objects/s"}
	return measure(effort, result, count, func() (time.Duration, error) {
		// Otherwise the first cycle of a run pays for the list of the run before.
		pods = nil
		runtime.GC()
		start := time.Now()
		pods, err = format.decodeList(decoder, data)
		return time.Since(start), err
	})
}

func encode(effort Effort, arguments []string) error {
	data, err := readList(arguments)
	if err != nil {
		return err
	}
	decoder, err := negotiator().Decoder(formats[0].contentType, nil)
	if err != nil {
		return err
	}
	pods, err := decodeList(decoder, data)
	if err != nil {
		return err
	}
	encoded, err := convert(data, formats[0])
	if err != nil {
		return err
	}
	if !bytes.Equal(encoded, data) {
		return errors.New("the data is not spelled as client-go spells it")
	}
	data = nil
	for _, format := range formats {
		if err := encodeFormat(effort, format, pods); err != nil {
			return err
		}
	}
	return nil
}

func encodeFormat(effort Effort, format format, pods *corev1.PodList) error {
	encoder, err := negotiator().Encoder(format.contentType, nil)
	if err != nil {
		return err
	}
	encoded, err := apiruntime.Encode(encoder, pods)
	if err != nil {
		return err
	}
	size := float64(len(encoded))
	if err := report(Result{Metric: "encoded_bytes", Variant: format.variant, Unit: "bytes", Value: size}); err != nil {
		return err
	}

	count := float64(len(pods.Items))
	result := Result{Metric: "objects_per_second", Variant: format.variant, Unit: "objects/s"}
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
