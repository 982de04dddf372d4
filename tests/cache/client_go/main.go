// An informer of client-go on the config maps of the namespace "default". It prints what its handler hears, a line each, as
// tests/cache/recorder.h words it, and "synced" once it has the present state; it ends when it hears that "end" was added.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

const last = "end"

func value(object *corev1.ConfigMap) string {
	return object.Name + "=" + object.Data["v"]
}

func added(object any, isInInitialList bool, end func()) {
	config := object.(*corev1.ConfigMap)
	word := "add"
	if isInInitialList {
		word = "add!"
	}
	fmt.Println(word, value(config))
	if config.Name == last {
		end()
	}
}

func updated(before, after any) {
	fmt.Printf("update %s>%s\n", value(before.(*corev1.ConfigMap)), after.(*corev1.ConfigMap).Data["v"])
}

func deleted(object any) {
	if unknown, isUnknown := object.(cache.DeletedFinalStateUnknown); isUnknown {
		fmt.Println("delete?", value(unknown.Obj.(*corev1.ConfigMap)))
		return
	}
	fmt.Println("delete", value(object.(*corev1.ConfigMap)))
}

func follow(kubeconfig, contentType string, limit time.Duration) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	config.ContentType = contentType
	config.AcceptContentTypes = contentType
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	ctx, end := context.WithTimeout(context.Background(), limit)
	defer end()
	factory := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithNamespace("default"))
	handler, err := factory.Core().V1().ConfigMaps().Informer().AddEventHandler(cache.ResourceEventHandlerDetailedFuncs{
		AddFunc:    func(object any, isInInitialList bool) { added(object, isInInitialList, end) },
		UpdateFunc: updated,
		DeleteFunc: deleted,
	})
	if err != nil {
		return err
	}
	factory.Start(ctx.Done())
	if !cache.WaitForCacheSync(ctx.Done(), handler.HasSynced) {
		return fmt.Errorf("not synced within %s", limit)
	}
	fmt.Println("synced")
	<-ctx.Done()
	if ctx.Err() == context.DeadlineExceeded {
		return fmt.Errorf("%q was not added within %s", last, limit)
	}
	factory.Shutdown()
	return nil
}

func main() {
	kubeconfig := flag.String("kubeconfig", "", "the `file` that tells how to reach the server")
	contentType := flag.String("content-type", "application/json", "the `media type` to ask for")
	limit := flag.Duration("limit", time.Minute, "how long to wait for the end")
	flag.Parse()
	if err := follow(*kubeconfig, *contentType, *limit); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
