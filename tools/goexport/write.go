package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// write puts every type and every field on a line of its own, so that a new Kubernetes version shows as added lines.
func write(out io.Writer, modules map[string]string, types map[string]*typeFacts) error {
	moduleText, err := json.Marshal(modules) // sorted by key
	if err != nil {
		return err
	}
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(types)) {
		lines = append(lines, fmt.Sprintf("%s: %s", quote(name), typeText(types[name])))
	}
	_, err = fmt.Fprintf(out, "{\n\"modules\": %s,\n\"types\": {\n%s\n}\n}\n", moduleText, strings.Join(lines, ",\n"))
	return err
}

func typeText(facts *typeFacts) string {
	members := []string{`"go": ` + quote(facts.Go)}
	if facts.Custom {
		members = append(members, `"custom": true`)
	}
	if facts.Protobuf {
		members = append(members, `"protobuf": true`)
	}
	if facts.Type != "" {
		members = append(members, `"type": `+quote(facts.Type))
	} else {
		members = append(members, `"fields": `+fieldsText(facts.Fields))
	}
	return "{" + strings.Join(members, ", ") + "}"
}

func fieldsText(fields []fieldFacts) string {
	if len(fields) == 0 {
		return "[]"
	}
	var lines []string
	for _, field := range fields {
		lines = append(lines, "  "+fieldText(field))
	}
	return "[\n" + strings.Join(lines, ",\n") + "\n]"
}

func fieldText(field fieldFacts) string {
	name := `"json": ` + quote(field.JSON)
	if field.JSON == "" {
		name = `"go": ` + quote(field.Go)
	}
	members := []string{name, `"type": ` + quote(field.Type)}
	if field.OmitEmpty {
		members = append(members, `"omitempty": true`)
	}
	if field.OmitZero {
		members = append(members, `"omitzero": true`)
	}
	if field.Protobuf != nil {
		members = append(members, `"pb": `+strings.ReplaceAll(fmt.Sprint(field.Protobuf), " ", ", "))
	}
	return "{" + strings.Join(members, ", ") + "}"
}

func quote(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string always marshals
	}
	return string(quoted)
}
