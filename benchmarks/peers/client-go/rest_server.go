package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/json"
)

// A kube-apiserver takes as many streams on a connection.
const streamsPerConnection = 100

const (
	configMapPath = "/api/v1/namespaces/default/configmaps"
	stallPath     = "/stall"
)

// kilobyteOfConfigMap is what every GET is answered with.
func kilobyteOfConfigMap() ([]byte, error) {
	object := corev1.ConfigMap{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "ConfigMap"},
		ObjectMeta: metav1.ObjectMeta{
			Name: "settings", Namespace: "default", UID: "6f2bd9a2-6a3c-4d5e-9c0b-0d1e2f3a4b5c", ResourceVersion: "123456",
			Labels: map[string]string{"app": "web", "tier": "front"},
		},
		Data: map[string]string{"color": "blue", "text": strings.Repeat("forty bytes of text that says not much. ", 17)},
	}
	return json.Marshal(object)
}

// selfSigned is a server's certificate that is its own authority.
func selfSigned() (tls.Certificate, []byte, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "benchmark"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	certificate := tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	return certificate, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), nil
}

// stayOpen sends what is there, and ends with the request.
func stayOpen(writer http.ResponseWriter, request *http.Request) {
	writer.(http.Flusher).Flush()
	<-request.Context().Done()
}

func handler(object []byte) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+configMapPath+"/{name}", func(writer http.ResponseWriter, _ *http.Request) {
		writer.Header().Set("Content-Type", "application/json")
		_, _ = writer.Write(object)
	})
	mux.HandleFunc("GET "+configMapPath, func(writer http.ResponseWriter, request *http.Request) {
		writer.Header().Set("Content-Type", "application/json")
		stayOpen(writer, request)
	})
	mux.HandleFunc("GET "+stallPath, func(writer http.ResponseWriter, request *http.Request) {
		writer.Header().Set("Content-Length", "1000")
		_, _ = writer.Write([]byte("ten bytes."))
		stayOpen(writer, request)
	})
	return mux
}

// serveRest is the server of the benchmark `rest`, for all programs alike: it writes its certificate to the file that it is
// given, prints its URL, and serves until its standard input ends.
func serveRest(_ Effort, arguments []string) error {
	if len(arguments) != 1 {
		return errors.New("expected one argument, the file to write the certificate to")
	}
	object, err := kilobyteOfConfigMap()
	if err != nil {
		return err
	}
	certificate, ca, err := selfSigned()
	if err != nil {
		return err
	}
	if err := os.WriteFile(arguments[0], ca, 0o600); err != nil {
		return err
	}
	return serveUntilInputEnds(handler(object), &tls.Config{Certificates: []tls.Certificate{certificate}})
}

// serveUntilInputEnds prints the URL, and serves until the standard input ends.
func serveUntilInputEnds(handler http.Handler, settings *tls.Config) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("https://%s\n", listener.Addr())
	server := &http.Server{
		Handler:   handler,
		TLSConfig: settings,
		HTTP2:     &http.HTTP2Config{MaxConcurrentStreams: streamsPerConnection},
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = server.Close()
	}()
	if err := server.ServeTLS(listener, "", ""); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
