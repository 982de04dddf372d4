//! The kube-rs side of the benchmarks: one subcommand a benchmark, results as lines of JSON on standard output.

mod codec;
mod measure;

use measure::{Effort, Failure};

fn run(mut arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    let usage = "usage: kube-rs BENCHMARK [--seconds S] [--runs N] [ARGUMENT...]";
    let benchmark = arguments.next().ok_or(usage)?;
    let mut effort = Effort {
        seconds: 3.0,
        runs: 5,
    };
    let mut rest = Vec::new();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--seconds" => effort.seconds = arguments.next().ok_or(usage)?.parse()?,
            "--runs" => effort.runs = arguments.next().ok_or(usage)?.parse()?,
            _ => rest.push(argument),
        }
    }
    match benchmark.as_str() {
        "decode" => codec::decode(&effort, &rest),
        "encode" => codec::encode(&effort, &rest),
        _ => Err(format!("unknown benchmark \"{benchmark}\"").into()),
    }
}

fn main() -> std::process::ExitCode {
    match run(std::env::args().skip(1)) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("kube-rs: {failure}");
            std::process::ExitCode::FAILURE
        }
    }
}
