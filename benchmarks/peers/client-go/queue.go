package main

import (
	"errors"
	"fmt"
	"sync"
	"syscall"
	"time"

	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
)

const (
	queueItems = 200_000
	queueIdle  = 500 * time.Millisecond
)

type keyQueue = workqueue.TypedRateLimitingInterface[cache.ObjectName]

func newKeyQueue() keyQueue {
	return workqueue.NewTypedRateLimitingQueue(workqueue.DefaultTypedControllerRateLimiter[cache.ObjectName]())
}

func queueKeys() []cache.ObjectName {
	keys := make([]cache.ObjectName, queueItems)
	for i := range keys {
		keys[i] = cache.NewObjectName(fmt.Sprintf("namespace-%d", i%100), fmt.Sprintf("deployment-%06d-pod", i))
	}
	return keys
}

// processorTime is what all threads of this program have used.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// work takes what comes until the queue is shut down; how many items that were.
func work(queue keyQueue) int {
	done := 0
	for {
		key, shutdown := queue.Get()
		if shutdown {
			return done
		}
		queue.Forget(key)
		queue.Done(key)
		done++
	}
}

// process has one goroutine add each key once, and so many others process them.
func process(keys []cache.ObjectName, workers int) error {
	queue := newKeyQueue()
	done := make([]int, workers)
	var group sync.WaitGroup
	for i := range workers {
		group.Go(func() { done[i] = work(queue) })
	}
	for _, key := range keys {
		queue.Add(key)
	}
	queue.ShutDown()
	group.Wait()
	all := 0
	for _, count := range done {
		all += count
	}
	if all != len(keys) {
		return fmt.Errorf("%d of %d items were processed", all, len(keys))
	}
	return nil
}

func throughput(effort Effort, keys []cache.ObjectName, workers int) error {
	variant := fmt.Sprintf("%d workers", workers)
	if workers == 1 {
		variant = "1 worker"
	}
	count := float64(len(keys))
	if err := report(Result{Metric: "objects", Variant: variant, Unit: "objects", Value: count}); err != nil {
		return err
	}
	var leastCPU time.Duration
	result := Result{Metric: "items_per_second", Variant: variant, Unit: "items/s"}
	err := measure(effort, result, count, func() (time.Duration, error) {
		before := processorTime()
		start := time.Now()
		err := process(keys, workers)
		elapsed := time.Since(start)
		if cpu := processorTime() - before; leastCPU == 0 || cpu < leastCPU {
			leastCPU = cpu
		}
		return elapsed, err
	})
	if err != nil {
		return err
	}
	cpu := float64(leastCPU.Nanoseconds()) / count
	return report(Result{Metric: "cpu_per_item", Variant: variant, Unit: "ns", Value: cpu})
}

// idle is what a queue costs that has nothing to do: four workers wait, and an item that is due in an hour.
func idle() error {
	queue := newKeyQueue()
	queue.AddAfter(cache.NewObjectName("default", "later"), time.Hour)
	for range 4 {
		go work(queue)
	}
	time.Sleep(50 * time.Millisecond) // until all of them wait
	before := processorTime()
	time.Sleep(queueIdle)
	cpu := max(processorTime()-before, time.Microsecond) // as finely as it is told
	queue.ShutDown()
	value := float64(cpu.Microseconds()) / queueIdle.Seconds()
	return report(Result{Metric: "idle_cpu", Variant: "4 workers", Unit: "us in a second", Value: value})
}

func queues(effort Effort, arguments []string) error {
	if len(arguments) != 0 {
		return errors.New("expected no arguments")
	}
	keys := queueKeys()
	for _, workers := range []int{1, 4} {
		if err := throughput(effort, keys, workers); err != nil {
			return err
		}
	}
	return idle()
}
