package main

import (
	"maps"
	"reflect"
	"slices"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

// The tags are what types.json is made of; the generated Marshal methods are what goes over the wire.
func TestProtobufNumbersAreThoseOnTheWire(t *testing.T) {
	types := newCollector()
	roots, err := rootTypes()
	if err != nil {
		t.Fatal(err)
	}
	for _, root := range roots {
		if _, err := types.nameOf(root); err != nil {
			t.Fatal(err)
		}
	}
	checked := 0
	for name, facts := range types.byName {
		if !facts.Protobuf || facts.Custom || facts.Type != "" {
			continue
		}
		checked++
		t.Run(name, func(t *testing.T) {
			value := reflect.New(facts.goType)
			makePresent(value.Elem())
			wire, err := value.Interface().(protobufMarshaler).Marshal()
			if err != nil {
				t.Fatal(err)
			}
			compare(t, numbersIn(facts.Fields, types), fieldsOnWire(t, wire))
		})
	}
	if checked < 1000 {
		t.Errorf("only %d types were checked", checked)
	}
}

// numbersIn lays the paths of the fields out as a tree: number -> wire type, or the fields of an inlined message.
func numbersIn(fields []fieldFacts, types *collector) map[protowire.Number]any {
	tree := map[protowire.Number]any{}
	for _, field := range fields {
		if field.Protobuf == nil {
			continue
		}
		level := tree
		for _, number := range field.Protobuf[:len(field.Protobuf)-1] {
			next, ok := level[protowire.Number(number)].(map[protowire.Number]any)
			if !ok {
				next = map[protowire.Number]any{}
				level[protowire.Number(number)] = next
			}
			level = next
		}
		level[protowire.Number(field.Protobuf[len(field.Protobuf)-1])] = wireType(field.Type, types)
	}
	return tree
}

// wireType is what openapi/README.md says about how a type goes over the wire.
func wireType(written string, types *collector) protowire.Type {
	for written[0] == '*' || (len(written) > 2 && written[:2] == "[]" && written != "[]byte") {
		if written[0] == '*' {
			written = written[1:]
		} else {
			written = written[2:]
		}
	}
	switch written {
	case "bool", "int32", "int64":
		return protowire.VarintType
	case "float64":
		return protowire.Fixed64Type
	}
	if named, ok := types.byName[written]; ok && named.Type != "" && !named.Protobuf {
		return wireType(named.Type, types)
	}
	return protowire.BytesType
}

type wireField struct {
	wireType protowire.Type
	content  []byte
}

func fieldsOnWire(t *testing.T, wire []byte) map[protowire.Number]wireField {
	t.Helper()
	found := map[protowire.Number]wireField{}
	for len(wire) > 0 {
		number, encoding, tagLength := protowire.ConsumeTag(wire)
		if tagLength < 0 {
			t.Fatal(protowire.ParseError(tagLength))
		}
		valueLength := protowire.ConsumeFieldValue(number, encoding, wire[tagLength:])
		if valueLength < 0 {
			t.Fatal(protowire.ParseError(valueLength))
		}
		field := wireField{wireType: encoding}
		if encoding == protowire.BytesType {
			field.content, _ = protowire.ConsumeBytes(wire[tagLength:])
		}
		found[number] = field
		wire = wire[tagLength+valueLength:]
	}
	return found
}

func compare(t *testing.T, want map[protowire.Number]any, got map[protowire.Number]wireField) {
	t.Helper()
	wantNumbers, gotNumbers := slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))
	if !slices.Equal(wantNumbers, gotNumbers) {
		t.Fatalf("types.json says fields %v, the wire has %v", wantNumbers, gotNumbers)
	}
	for number, expected := range want {
		switch expected := expected.(type) {
		case protowire.Type:
			if got[number].wireType != expected {
				t.Errorf("field %d: wire type %d where %d was expected", number, got[number].wireType, expected)
			}
		case map[protowire.Number]any:
			compare(t, expected, fieldsOnWire(t, got[number].content))
		}
	}
}

// makePresent gives each member a value that Marshal writes: what it leaves out are nil pointers and empty collections.
func makePresent(value reflect.Value) {
	for i := range value.NumField() {
		field := value.Field(i)
		if !field.CanSet() {
			continue
		}
		switch field.Kind() {
		case reflect.Pointer:
			field.Set(reflect.New(field.Type().Elem()))
		case reflect.Slice:
			field.Set(reflect.MakeSlice(field.Type(), 1, 1))
		case reflect.Map:
			field.Set(reflect.MakeMap(field.Type()))
			field.SetMapIndex(reflect.Zero(field.Type().Key()), reflect.Zero(field.Type().Elem()))
		case reflect.Struct:
			if value.Type().Field(i).Anonymous {
				makePresent(field)
			}
		}
	}
}
