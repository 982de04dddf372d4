use std::error::Error;
use std::time::Duration;

pub type Failure = Box<dyn Error>;

/// How long to measure: until both are reached.
pub struct Effort {
    pub seconds: f64,
    pub runs: usize,
}

pub fn report(metric: &str, variant: &str, unit: &str, value: f64) {
    println!(r#"{{"metric":"{metric}","variant":"{variant}","unit":"{unit}","value":{value}}}"#);
}

/// Calls `run`, which times itself, until the effort is spent, and reports work per second. The best run is what is
/// compared; the median tells how noisy the machine was.
pub fn measure(
    effort: &Effort,
    metric: &str,
    variant: &str,
    unit: &str,
    work: f64,
    mut run: impl FnMut() -> Result<Duration, Failure>,
) -> Result<(), Failure> {
    let mut times = Vec::new();
    let mut total = 0.0;
    while times.len() < effort.runs || total < effort.seconds {
        let elapsed = run()?.as_secs_f64();
        times.push(elapsed);
        total += elapsed;
    }
    times.sort_by(f64::total_cmp);
    let value = work / times[0];
    let median = work / times[times.len() / 2];
    let runs = times.len();
    println!(
        r#"{{"metric":"{metric}","variant":"{variant}","unit":"{unit}","value":{value},"median":{median},"runs":{runs}}}"#
    );
    Ok(())
}

/// What the allocator has handed out, its rounding and headers included: the same question, put to the same allocator,
/// as in the C++ program.
pub fn live_heap() -> f64 {
    let info = unsafe { libc::mallinfo2() };
    (info.uordblks + info.hblkhd) as f64
}
