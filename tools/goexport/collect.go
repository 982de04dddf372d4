package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"k8s.io/kube-openapi/pkg/util"
)

// typeFacts describes a named Go type: Fields of a struct, or the Type that it is another name for.
type typeFacts struct {
	Go       string
	Type     string
	Custom   bool // it writes its own JSON, so the fields tell only about protobuf
	Protobuf bool // it is a protobuf message
	Fields   []fieldFacts

	goType reflect.Type
}

type fieldFacts struct {
	JSON      string // empty where the tags give no name
	Go        string
	Type      string
	OmitEmpty bool
	OmitZero  bool
	Protobuf  []int // one number for each message on the way to the field
}

type collector struct {
	byName map[string]*typeFacts
}

func newCollector() *collector {
	return &collector{byName: map[string]*typeFacts{}}
}

type protobufMarshaler interface {
	Marshal() ([]byte, error)
}

var (
	jsonMarshalerType     = reflect.TypeFor[json.Marshaler]()
	protobufMarshalerType = reflect.TypeFor[protobufMarshaler]()
)

func implements(goType, iface reflect.Type) bool {
	return goType.Implements(iface) || reflect.PointerTo(goType).Implements(iface)
}

// nameOf returns how types.json refers to a Go type, and collects the type if it has a name of its own.
func (c *collector) nameOf(goType reflect.Type) (string, error) {
	if goType.PkgPath() != "" && !isStandardLibrary(goType) {
		return c.collect(goType)
	}
	switch goType.Kind() {
	case reflect.Bool, reflect.Int32, reflect.Int64, reflect.Float64, reflect.String:
		return goType.Kind().String(), nil
	case reflect.Interface:
		return "any", nil
	case reflect.Pointer:
		element, err := c.nameOf(goType.Elem())
		return "*" + element, err
	case reflect.Slice:
		if goType.Elem().Kind() == reflect.Uint8 {
			return "[]byte", nil
		}
		element, err := c.nameOf(goType.Elem())
		return "[]" + element, err
	case reflect.Map:
		key, err := c.nameOf(goType.Key())
		if err != nil {
			return "", err
		}
		element, err := c.nameOf(goType.Elem())
		return "map[" + key + "]" + element, err
	default:
		return "", fmt.Errorf("types.json has no way to write the Go type %s", goType)
	}
}

func isStandardLibrary(goType reflect.Type) bool {
	first, _, _ := strings.Cut(goType.PkgPath(), "/")
	return !strings.Contains(first, ".")
}

func (c *collector) collect(goType reflect.Type) (string, error) {
	name := definitionName(goType)
	if known, ok := c.byName[name]; ok {
		if known.goType != goType {
			return "", fmt.Errorf("two Go types share the definition %s: %s and %s", name, known.Go, goType)
		}
		return name, nil
	}
	facts := &typeFacts{
		Go:       goType.PkgPath() + "." + goType.Name(),
		Custom:   implements(goType, jsonMarshalerType),
		Protobuf: implements(goType, protobufMarshalerType),
		goType:   goType,
	}
	c.byName[name] = facts // before the fields: a type may contain itself
	var err error
	if goType.Kind() == reflect.Struct {
		facts.Fields, err = c.fieldsOf(goType)
	} else {
		facts.Type, err = c.underlying(goType)
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", facts.Go, err)
	}
	return name, nil
}

// definitionName is the name under which the API server publishes a type; named strings and the like,
// which it does not publish, are named by the same rule.
func definitionName(goType reflect.Type) string {
	value := reflect.New(goType).Interface()
	if namer, ok := value.(util.OpenAPIModelNamer); ok {
		return namer.OpenAPIModelName()
	}
	return util.ToRESTFriendlyName(util.GetCanonicalTypeName(value))
}

func (c *collector) underlying(goType reflect.Type) (string, error) {
	switch goType.Kind() {
	case reflect.Slice:
		return c.nameOf(reflect.SliceOf(goType.Elem()))
	case reflect.Map:
		return c.nameOf(reflect.MapOf(goType.Key(), goType.Elem()))
	case reflect.String, reflect.Bool, reflect.Int32, reflect.Int64, reflect.Float64:
		return goType.Kind().String(), nil
	case reflect.Int: // the kinds of IntOrString; protobuf has them as an int64
		return "int64", nil
	default:
		return "", fmt.Errorf("a named %s is not foreseen", goType.Kind())
	}
}

// fieldsOf lists the fields as JSON shows them: those of an inlined struct stand in its place.
func (c *collector) fieldsOf(goType reflect.Type) ([]fieldFacts, error) {
	var fields []fieldFacts
	custom := implements(goType, jsonMarshalerType)
	for i := range goType.NumField() {
		field := goType.Field(i)
		if !field.IsExported() {
			continue
		}
		number, err := protobufNumber(field)
		if err != nil {
			return nil, err
		}
		name, options, hidden := jsonTag(field)
		if name == "" && field.Anonymous && field.Type.Kind() == reflect.Struct && !implements(field.Type, jsonMarshalerType) {
			inlined, err := c.fieldsOf(field.Type)
			if err != nil {
				return nil, err
			}
			fields = append(fields, nest(inlined, number)...)
			continue
		}
		if number == 0 && (hidden || custom) {
			continue
		}
		if name == "" && !hidden && !custom {
			return nil, fmt.Errorf("field %s has no JSON name", field.Name)
		}
		goName, err := c.nameOf(field.Type)
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", field.Name, err)
		}
		facts := fieldFacts{
			JSON:      name,
			Go:        field.Name,
			Type:      goName,
			OmitEmpty: slices.Contains(options, "omitempty"),
			OmitZero:  slices.Contains(options, "omitzero"),
		}
		if number != 0 {
			facts.Protobuf = []int{number}
		}
		fields = append(fields, facts)
	}
	return fields, checkUnique(fields)
}

// jsonTag splits the tag; hidden are the fields that JSON never shows.
func jsonTag(field reflect.StructField) (name string, options []string, hidden bool) {
	parts := strings.Split(field.Tag.Get("json"), ",")
	if parts[0] == "-" {
		return "", nil, true
	}
	return parts[0], parts[1:], false
}

// nest gives the fields of an inlined struct their path through the protobuf message that the struct is.
// A struct without a number (TypeMeta) is no part of the outer message, and so neither are its fields.
func nest(inlined []fieldFacts, number int) []fieldFacts {
	nested := slices.Clone(inlined)
	for i := range nested {
		switch {
		case number == 0 || nested[i].Protobuf == nil:
			nested[i].Protobuf = nil
		default:
			nested[i].Protobuf = append([]int{number}, nested[i].Protobuf...)
		}
	}
	return nested
}

func checkUnique(fields []fieldFacts) error {
	seen := map[string]bool{}
	for _, field := range fields {
		if field.JSON != "" && seen[field.JSON] {
			return fmt.Errorf("two fields have the JSON name %q", field.JSON)
		}
		seen[field.JSON] = true
	}
	return nil
}

// protobufNumber returns 0 for a field that protobuf does not have. The encoding in the tag is not used: the tags of
// some fields claim a wrong one, and what goes over the wire follows from the Go type.
func protobufNumber(field reflect.StructField) (int, error) {
	tag := field.Tag.Get("protobuf")
	if tag == "" || tag == "-" {
		return 0, nil
	}
	parts := strings.Split(tag, ",")
	if len(parts) < 2 {
		return 0, fmt.Errorf("field %s: odd protobuf tag %q", field.Name, tag)
	}
	number, err := strconv.Atoi(parts[1])
	if err != nil || number <= 0 {
		return 0, fmt.Errorf("field %s: odd number in protobuf tag %q", field.Name, tag)
	}
	return number, nil
}
