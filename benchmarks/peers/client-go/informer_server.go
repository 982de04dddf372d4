package main

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	apiruntime "k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/scheme"
)

const (
	podsPath    = "/api/v1/pods"
	writeSize   = 1 << 20
	versionStep = 1_000_000
	// Of updates of each pod: their versions have one digit more than those of a round.
	mostRounds = 9
)

// watchWriter appends frames of a watch in one format to bytes that are served later, again and again.
type watchWriter struct {
	mediaType string
	objects   apiruntime.Encoder
	events    apiruntime.Serializer
	framer    apiruntime.Framer
}

func newWatchWriter(mediaType string) (*watchWriter, error) {
	info, known := apiruntime.SerializerInfoForMediaType(scheme.Codecs.SupportedMediaTypes(), mediaType)
	if !known || info.StreamSerializer == nil {
		return nil, fmt.Errorf("there are no watches in %s", mediaType)
	}
	return &watchWriter{
		mediaType: mediaType,
		objects:   scheme.Codecs.EncoderForVersion(info.Serializer, corev1.SchemeGroupVersion),
		events:    info.StreamSerializer.Serializer,
		framer:    info.StreamSerializer.Framer,
	}, nil
}

func (writer *watchWriter) append(to *bytes.Buffer, eventType string, pod *corev1.Pod) error {
	object, err := apiruntime.Encode(writer.objects, pod)
	if err != nil {
		return err
	}
	event := metav1.WatchEvent{Type: eventType, Object: apiruntime.RawExtension{Raw: bytes.TrimSpace(object)}}
	if writer.mediaType != formats[0].contentType {
		event.Object.Raw = object
	}
	return writer.events.Encode(&event, writer.framer.NewFrameWriter(to))
}

// cannedWatch is what a watch answers: the present state, and then perhaps rounds of updates of every pod; and what a list does.
// Rounds differ in one digit of the version of each update.
type cannedWatch struct {
	mediaType string
	present   []byte
	updates   []byte
	digits    []int
	list      []byte
}

func endOfPresent() *corev1.Pod {
	return &corev1.Pod{ObjectMeta: metav1.ObjectMeta{
		ResourceVersion: strconv.Itoa(versionStep),
		Annotations:     map[string]string{metav1.InitialEventsAnnotationKey: "true"},
	}}
}

// canWatch makes a cluster of `count` pods out of those of a list, which repeat under other names.
func canWatch(mediaType string, pods []corev1.Pod, count int, withUpdates bool) (*cannedWatch, error) {
	writer, err := newWatchWriter(mediaType)
	if err != nil {
		return nil, err
	}
	var present, updates bytes.Buffer
	var digits []int
	frame := func(to *bytes.Buffer, eventType string, i, version int) error {
		pod := pods[i%len(pods)]
		pod.Name = fmt.Sprintf("%s-%d", pod.Name, i/len(pods))
		pod.ResourceVersion = strconv.Itoa(version)
		return writer.append(to, eventType, &pod)
	}
	for i := range count {
		if err := frame(&present, "ADDED", i, i+1); err != nil {
			return nil, err
		}
	}
	if err := writer.append(&present, "BOOKMARK", endOfPresent()); err != nil {
		return nil, err
	}
	for i := 0; withUpdates && i < count; i++ {
		begin, version := updates.Len(), versionStep+i+1
		if err := frame(&updates, "MODIFIED", i, version); err != nil {
			return nil, err
		}
		written, text := updates.Bytes()[begin:], []byte(strconv.Itoa(version))
		if bytes.Count(written, text) != 1 {
			return nil, fmt.Errorf("the version of an update is not the only %s in it", text)
		}
		digits = append(digits, begin+bytes.Index(written, text))
	}
	return &cannedWatch{mediaType: mediaType, present: present.Bytes(), updates: updates.Bytes(), digits: digits}, nil
}

// canList makes the answer to a list of the first pods of one.
func canList(to format, data []byte, count int) ([]byte, error) {
	decoder, err := negotiator().Decoder(formats[0].contentType, nil)
	if err != nil {
		return nil, err
	}
	pods, err := decodeList(decoder, data)
	if err != nil {
		return nil, err
	}
	pods.Items = pods.Items[:count]
	pods.ResourceVersion = strconv.Itoa(versionStep)
	encoder, err := negotiator().Encoder(to.contentType, nil)
	if err != nil {
		return nil, err
	}
	return apiruntime.Encode(encoder, pods)
}

// idleWatch is a cluster without pods.
func idleWatch(mediaType string) (*cannedWatch, error) {
	return canWatch(mediaType, nil, 0, false)
}

// round is what is sent of a round of updates, made in place of what was sent of the one before.
func (watch *cannedWatch) round(number int, updates []byte) []byte {
	for _, digit := range watch.digits {
		updates[digit] = byte('0' + number)
	}
	return updates
}

func writeAll(writer http.ResponseWriter, data []byte) {
	for len(data) > 0 {
		size := min(len(data), writeSize)
		if _, err := writer.Write(data[:size]); err != nil {
			return
		}
		data = data[size:]
	}
}

type cannedFormats map[string]*cannedWatch

func (canned cannedFormats) serve(writer http.ResponseWriter, request *http.Request, rounds int) {
	watch := canned[formats[0].contentType]
	if strings.HasPrefix(request.Header.Get("Accept"), formats[1].contentType) {
		watch = canned[formats[1].contentType]
	}
	query := request.URL.Query()
	if query.Get("watch") == "" {
		writer.Header().Set("Content-Type", watch.mediaType)
		writeAll(writer, watch.list)
		return
	}
	var updates []byte
	if rounds > 0 {
		updates = bytes.Clone(watch.updates)
	}
	writer.Header().Set("Content-Type", watch.mediaType+";stream=watch")
	if query.Get("sendInitialEvents") == "true" {
		writeAll(writer, watch.present)
	}
	for number := 1; number <= rounds; number++ {
		writeAll(writer, watch.round(number, updates))
	}
	stayOpen(writer, request)
}

// serveInformers is the server of the benchmark `informers`, for all programs alike. Its arguments are the file to write its
// certificate to, the file with a list of pods, and how many pods there are to be.
func serveInformers(_ Effort, arguments []string) error {
	if len(arguments) != 3 {
		return errors.New("expected three arguments: where to write the certificate, the list of pods, how many there are to be")
	}
	count, err := strconv.Atoi(arguments[2])
	if err != nil {
		return err
	}
	data, err := readList(arguments[1:2])
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
	full, idle := cannedFormats{}, cannedFormats{}
	for _, format := range formats {
		withUpdates := count <= len(pods.Items)
		if full[format.contentType], err = canWatch(format.contentType, pods.Items, count, withUpdates); err != nil {
			return err
		}
		if withUpdates {
			if full[format.contentType].list, err = canList(format, data, count); err != nil {
				return err
			}
		}
		if idle[format.contentType], err = idleWatch(format.contentType); err != nil {
			return err
		}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+podsPath, func(writer http.ResponseWriter, request *http.Request) {
		full.serve(writer, request, 0)
	})
	mux.HandleFunc("GET /updates/{rounds}"+podsPath, func(writer http.ResponseWriter, request *http.Request) {
		rounds, err := strconv.Atoi(request.PathValue("rounds"))
		if err != nil || rounds < 1 || rounds > mostRounds {
			http.Error(writer, "no number of rounds", http.StatusNotFound)
			return
		}
		full.serve(writer, request, rounds)
	})
	mux.HandleFunc("GET /idle/api/v1/namespaces/{namespace}/pods", func(writer http.ResponseWriter, request *http.Request) {
		idle.serve(writer, request, 0)
	})
	certificate, ca, err := selfSigned()
	if err != nil {
		return err
	}
	if err := os.WriteFile(arguments[0], ca, 0o600); err != nil {
		return err
	}
	return serveUntilInputEnds(mux, &tls.Config{Certificates: []tls.Certificate{certificate}})
}
