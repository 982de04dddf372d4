package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
)

const idleInformers = 1_000

// informerCase is one variant: the format on the wire, how many pods, and what is special. Objects are kept whole, without their
// managedFields, which is what users do to spare memory.
type informerCase struct {
	variant  string
	url      string
	ca       string
	protobuf bool
	count    int
	handlers int
	rounds   int // of updates
}

func (measured informerCase) connect(path string) (*kubernetes.Clientset, error) {
	config := &rest.Config{Host: measured.url + path, TLSClientConfig: rest.TLSClientConfig{CAFile: measured.ca}, QPS: -1}
	config.ContentType = formats[0].contentType
	if measured.protobuf {
		config.ContentType = formats[1].contentType
	}
	config.AcceptContentTypes = config.ContentType
	return kubernetes.NewForConfig(config)
}

func dropManagedFields(object any) (any, error) {
	if pod, isPod := object.(*corev1.Pod); isPod {
		pod.ManagedFields = nil
	}
	return object, nil
}

// ownStatus is a line of /proc/self/status that is a number: kilobytes of memory, or threads.
func ownStatus(name string) (float64, error) {
	file, err := os.Open("/proc/self/status")
	if err != nil {
		return 0, err
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if value, found := strings.CutPrefix(lines.Text(), name+":"); found {
			return strconv.ParseFloat(strings.Fields(value)[0], 64)
		}
	}
	return 0, fmt.Errorf("/proc/self/status tells no %s", name)
}

// forgetPeak begins to measure the peak of the resident memory anew.
func forgetPeak() error { return os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// followed is an informer of all pods, with a handler that counts.
type followed struct {
	added, updated atomic.Int64
	firstUpdate    atomic.Int64
	done           chan struct{}
	informer       cache.SharedIndexInformer
}

// follow returns when the handlers have heard of so many updates, or with none, of all pods.
func (measured informerCase) follow(ctx context.Context, client kubernetes.Interface, updates int64) (*followed, error) {
	count := measured.count
	followed := &followed{done: make(chan struct{})}
	followed.informer = informers.NewSharedInformerFactory(client, 0).Core().V1().Pods().Informer()
	if err := followed.informer.SetTransform(dropManagedFields); err != nil {
		return nil, err
	}
	handler := cache.ResourceEventHandlerFuncs{
		AddFunc: func(any) {
			if followed.added.Add(1) == int64(count*measured.handlers) && updates == 0 {
				close(followed.done)
			}
		},
		UpdateFunc: func(any, any) {
			followed.firstUpdate.CompareAndSwap(0, time.Now().UnixNano())
			if followed.updated.Add(1) == updates {
				close(followed.done)
			}
		},
	}
	for range measured.handlers {
		if _, err := followed.informer.AddEventHandler(handler); err != nil {
			return nil, err
		}
	}
	go followed.informer.Run(ctx.Done())
	select {
	case <-followed.done:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if !cache.WaitForCacheSync(ctx.Done(), followed.informer.HasSynced) {
		return nil, errors.New("the informer has not synced")
	}
	if kept := len(followed.informer.GetStore().ListKeys()); kept != count {
		return nil, fmt.Errorf("the informer has %d of %d pods", kept, count)
	}
	return followed, nil
}

func (measured informerCase) measureSync() error {
	client, err := measured.connect("")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	before := liveHeap()
	residentBefore, err := ownStatus("VmRSS")
	if err != nil {
		return err
	}
	if err := forgetPeak(); err != nil {
		return err
	}
	cpu := processorTime()
	start := time.Now()
	followed, err := measured.follow(ctx, client, 0)
	if err != nil {
		return err
	}
	elapsed := time.Since(start)
	cpu = processorTime() - cpu
	peak, err := ownStatus("VmHWM")
	if err != nil {
		return err
	}
	heap := liveHeap() - before
	runtime.KeepAlive(followed)
	count := float64(measured.count)
	return reportAll(
		Result{Metric: "objects", Variant: measured.variant, Unit: "objects", Value: count},
		Result{Metric: "objects_per_second", Variant: measured.variant, Unit: "objects/s", Value: count / elapsed.Seconds()},
		Result{Metric: "cpu_per_object", Variant: measured.variant, Unit: "us", Value: float64(cpu.Microseconds()) / count},
		Result{Metric: "heap_per_object", Variant: measured.variant, Unit: "bytes", Value: heap / count},
		Result{Metric: "peak_over_heap", Variant: measured.variant, Unit: "times", Value: (peak - residentBefore) * 1024 / heap},
	)
}

// measureUpdates times from the first update that a handler hears to the last.
func (measured informerCase) measureUpdates() error {
	client, err := measured.connect(fmt.Sprintf("/updates/%d", measured.rounds))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	updates := int64(measured.rounds * measured.count)
	runtime.GC()
	followed, err := measured.follow(ctx, client, updates)
	if err != nil {
		return err
	}
	elapsed := time.Since(time.Unix(0, followed.firstUpdate.Load()))
	return reportAll(Result{
		Metric: "updates_per_second", Variant: measured.variant, Unit: "updates/s", Value: float64(updates) / elapsed.Seconds(),
	})
}

func (measured informerCase) measureIdle() error {
	client, err := measured.connect("/idle")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	before, err := ownStatus("VmRSS")
	if err != nil {
		return err
	}
	synced := make([]cache.InformerSynced, idleInformers)
	for i := range synced {
		namespace := informers.WithNamespace(fmt.Sprintf("namespace-%d", i))
		factory := informers.NewSharedInformerFactoryWithOptions(client, 0, namespace)
		synced[i] = factory.Core().V1().Pods().Informer().HasSynced
		factory.Start(ctx.Done())
	}
	if !cache.WaitForCacheSync(ctx.Done(), synced...) {
		return errors.New("the informers have not synced")
	}
	resident, err := ownStatus("VmRSS")
	if err != nil {
		return err
	}
	threads, err := ownStatus("Threads")
	if err != nil {
		return err
	}
	return reportAll(
		Result{Metric: "threads_beyond_main", Variant: measured.variant, Unit: "threads", Value: threads - 1},
		Result{Metric: "rss_per_informer", Variant: measured.variant, Unit: "kB", Value: (resident - before) / idleInformers},
	)
}

func reportAll(results ...Result) error {
	for _, result := range results {
		if err := report(result); err != nil {
			return err
		}
	}
	return nil
}

func numberBehind(variant, words string, without int) (int, error) {
	_, number, given := strings.Cut(variant, words)
	if !given {
		return without, nil
	}
	return strconv.Atoi(number)
}

// measureInformers takes the URL and the certificate of the server, the number of pods that it has, and the variant: the format,
// and what is special, as "json-10000-updates-2", "protobuf-10000-list", "json-10000-handlers-10", or "idle-1000".
func measureInformers(_ Effort, arguments []string) error {
	if len(arguments) != 4 {
		return errors.New("expected four arguments: URL, certificate, number of pods, variant")
	}
	count, err := strconv.Atoi(arguments[2])
	if err != nil {
		return err
	}
	variant := arguments[3]
	measured := informerCase{
		variant: variant, url: arguments[0], ca: arguments[1], protobuf: strings.HasPrefix(variant, "protobuf"), count: count,
	}
	if measured.handlers, err = numberBehind(variant, "-handlers-", 1); err != nil {
		return err
	}
	if measured.rounds, err = numberBehind(variant, "-updates-", 0); err != nil {
		return err
	}
	if strings.HasSuffix(variant, "list") {
		if err := os.Setenv("KUBE_FEATURE_WatchListClient", "false"); err != nil {
			return err
		}
	}
	switch {
	case strings.HasPrefix(variant, "idle"):
		return measured.measureIdle()
	case measured.rounds > 0:
		return measured.measureUpdates()
	default:
		return measured.measureSync()
	}
}
