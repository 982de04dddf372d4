package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
	corev1 "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/rest"
)

const (
	watches = 1000
	cancels = 50
	warmUp  = 50
)

func cpuSeconds() float64 {
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()).Seconds()
}

// residentKilobytes is the memory of this process.
func residentKilobytes() (float64, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	for _, line := range strings.Split(string(status), "\n") {
		var kilobytes float64
		if _, err := fmt.Sscanf(line, "VmRSS: %f kB", &kilobytes); err == nil {
			return kilobytes, nil
		}
	}
	return 0, errors.New("/proc/self/status tells no VmRSS")
}

func get(client corev1.ConfigMapInterface) error {
	object, err := client.Get(context.Background(), "settings", metav1.GetOptions{})
	if err == nil && object.Data["color"] != "blue" {
		err = errors.New("the answer is another one")
	}
	return err
}

// getUntil repeats a GET and returns how long each took.
func getUntil(client corev1.ConfigMapInterface, end time.Time) ([]time.Duration, error) {
	var times []time.Duration
	for time.Now().Before(end) {
		start := time.Now()
		if err := get(client); err != nil {
			return nil, err
		}
		times = append(times, time.Since(start))
	}
	return times, nil
}

func inParallel(count int, do func(index int) error) error {
	errs := make([]error, count)
	var group sync.WaitGroup
	for i := range count {
		group.Add(1)
		go func() {
			defer group.Done()
			errs[i] = do(i)
		}()
	}
	group.Wait()
	return errors.Join(errs...)
}

func reportGets(variants []string, times []time.Duration, elapsed time.Duration, cpu float64) error {
	slices.Sort(times)
	count := len(times)
	micro := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 }
	for _, variant := range variants {
		err := errors.Join(
			report(Result{Metric: "gets_per_second", Variant: variant, Unit: "GETs/s", Value: float64(count) / elapsed.Seconds()}),
			report(Result{Metric: "get_median", Variant: variant, Unit: "us", Value: micro(times[count/2])}),
			report(Result{Metric: "get_p99", Variant: variant, Unit: "us", Value: micro(times[count*99/100])}),
			report(Result{Metric: "cpu_per_get", Variant: variant, Unit: "us", Value: cpu * 1e6 / float64(count)}))
		if err != nil {
			return err
		}
	}
	return nil
}

func measureGets(effort Effort, client corev1.ConfigMapInterface, callers int, variants []string) error {
	if err := inParallel(callers, func(int) error {
		for range warmUp {
			if err := get(client); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	times := make([][]time.Duration, callers)
	start, cpu := time.Now(), cpuSeconds()
	end := start.Add(time.Duration(effort.Seconds * float64(time.Second)))
	if err := inParallel(callers, func(index int) (err error) {
		times[index], err = getUntil(client, end)
		return err
	}); err != nil {
		return err
	}
	return reportGets(variants, slices.Concat(times...), time.Since(start), cpuSeconds()-cpu)
}

func measureWatches(effort Effort, client corev1.ConfigMapInterface) error {
	before, err := residentKilobytes()
	if err != nil {
		return err
	}
	open := make([]watch.Interface, watches)
	start := time.Now()
	if err := inParallel(watches, func(index int) (err error) {
		open[index], err = client.Watch(context.Background(), metav1.ListOptions{})
		return err
	}); err != nil {
		return err
	}
	opened := time.Since(start)
	after, err := residentKilobytes()
	if err != nil {
		return err
	}
	times, err := getUntil(client, time.Now().Add(time.Duration(effort.Seconds*float64(time.Second))))
	if err != nil {
		return err
	}
	for _, each := range open {
		each.Stop()
	}
	slices.Sort(times)
	return errors.Join(
		report(Result{Metric: "seconds_to_open", Variant: "watches-1000", Unit: "s", Value: opened.Seconds()}),
		report(Result{Metric: "rss_per_watch", Variant: "watches-1000", Unit: "kB", Value: (after - before) / watches}),
		report(Result{Metric: "get_median", Variant: "watches-1000", Unit: "us", Value: float64(times[len(times)/2].Nanoseconds()) / 1e3}))
}

func measureCancel(client corev1.CoreV1Interface) error {
	var times []time.Duration
	for range cancels {
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error)
		go func() { done <- client.RESTClient().Get().AbsPath(stallPath).Do(ctx).Error() }()
		time.Sleep(10 * time.Millisecond) // until the body stalls
		start := time.Now()
		cancel()
		if err := <-done; err == nil {
			return errors.New("a stalled body ended")
		}
		times = append(times, time.Since(start))
	}
	slices.Sort(times)
	median := times[len(times)/2].Seconds() * 1e3
	return report(Result{Metric: "cancel_median", Variant: "stalled-body", Unit: "ms", Value: median})
}

// measureRest measures typed GETs, idle watches and cancelled calls against a server that does next to nothing.
func measureRest(effort Effort, arguments []string) error {
	if len(arguments) != 2 {
		return errors.New("expected two arguments, the URL of the server and the file with its certificate")
	}
	config := &rest.Config{Host: arguments[0], QPS: -1}
	config.CAFile = arguments[1]
	client, err := corev1.NewForConfig(config)
	if err != nil {
		return err
	}
	configMaps := client.ConfigMaps("default")
	return errors.Join(
		measureWatches(effort, configMaps),
		measureGets(effort, configMaps, 1, []string{"callers-1", "callers-1-cpprest"}),
		measureGets(effort, configMaps, 32, []string{"callers-32", "callers-32-cpprest"}),
		measureCancel(client))
}
