use std::fs;
use std::time::Instant;

use k8s_openapi::api::core::v1::Pod;
use kube::core::ObjectList;

use crate::measure::{Effort, Failure, live_heap, measure, report};

fn read_list(arguments: &[String]) -> Result<Vec<u8>, Failure> {
    match arguments {
        [path] => Ok(fs::read(path).map_err(|error| format!("{path}: {error}"))?),
        _ => Err("expected one argument, the file with the list of pods".into()),
    }
}

/// What `kube::Client::request` does with the body of a response, save the copy it makes of it first.
fn decode_list(data: &[u8]) -> Result<ObjectList<Pod>, Failure> {
    let list: ObjectList<Pod> = serde_json::from_str(std::str::from_utf8(data)?)?;
    if list.items.is_empty() {
        return Err("the list has no pods".into());
    }
    Ok(list)
}

/// The same, without managedFields.
fn decode_unmanaged_list(data: &[u8]) -> Result<ObjectList<Pod>, Failure> {
    let mut list = decode_list(data)?;
    for pod in &mut list.items {
        pod.metadata.managed_fields = None;
    }
    Ok(list)
}

pub fn decode(effort: &Effort, arguments: &[String]) -> Result<(), Failure> {
    let data = read_list(arguments)?;
    measure_decoding(effort, "json", &data, decode_list)?;
    measure_decoding(effort, "json-unmanaged", &data, decode_unmanaged_list)
}

fn measure_decoding(
    effort: &Effort,
    variant: &str,
    data: &[u8],
    decode: fn(&[u8]) -> Result<ObjectList<Pod>, Failure>,
) -> Result<(), Failure> {
    let before = live_heap();
    let list = decode(data)?;
    let count = list.items.len() as f64;
    let heap = (live_heap() - before) / count;
    drop(list);
    report("objects", variant, "objects", count);
    report("heap_per_object", variant, "bytes", heap);

    measure(
        effort,
        "objects_per_second",
        variant,
        "objects/s",
        count,
        || {
            let start = Instant::now();
            let list = decode(data)?;
            let elapsed = start.elapsed();
            drop(list);
            Ok(elapsed)
        },
    )
}

pub fn encode(effort: &Effort, arguments: &[String]) -> Result<(), Failure> {
    let list = decode_list(&read_list(arguments)?)?;

    let size = serde_json::to_vec(&list)?.len();
    report("encoded_bytes", "json", "bytes", size as f64);

    let count = list.items.len() as f64;
    measure(
        effort,
        "objects_per_second",
        "json",
        "objects/s",
        count,
        || {
            let start = Instant::now();
            let encoded = serde_json::to_vec(&list)?;
            let elapsed = start.elapsed();
            if encoded.len() != size {
                return Err(format!("encoded {} bytes, and {size} before", encoded.len()).into());
            }
            Ok(elapsed)
        },
    )
}
