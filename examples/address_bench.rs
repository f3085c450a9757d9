//! How fast addresses are converted: `CARGO_PROFILE_RELEASE_OPT_LEVEL=3 cargo run --release --example address_bench [FILE]`, with one address a
//! line in FILE, or with ways to write all old units.
#![allow(clippy::print_stdout, reason = "a program for a terminal")]

use std::time::Instant;
use troly::address::{Subject, Units, build};

fn main() {
    let bytes = build::build(|n| build::embedded_table(n).map(str::to_owned)).expect("the tables are sound");
    let ready = (0..30).map(|_| seconds(|| drop(Units::from_bytes(bytes.clone())))).fold(f64::MAX, f64::min);
    println!("units file: {} bytes, ready in {:.2} ms", bytes.len(), ready * 1e3);
    let units = Units::from_bytes(bytes).expect("the file is sound");
    let mut lines: Vec<String> = Vec::new();
    match std::env::args().nth(1) {
        Some(path) => lines.extend(std::fs::read_to_string(path).expect("a readable file").lines().map(str::to_owned)),
        None => {
            for old in units.old_units() {
                lines.push(["12/3 Lê Lợi, ", &old.line()].concat());
                lines.push(old.line().replace("Phường ", "P.").replace("Quận ", "Q. ").replace("Thành phố ", "TP "));
                lines.push(troly::text::fold(&old.line()));
            }
        }
    }
    // The best of some rounds, line by line: other programs may be running.
    let mut best = vec![f64::MAX; lines.len()];
    for _ in 0..7 {
        for (line, best) in lines.iter().zip(&mut best) {
            *best = best.min(seconds(|| drop(units.convert(line, Subject::People))));
        }
    }
    let slowest = lines.iter().zip(&best).max_by(|a, b| a.1.total_cmp(b.1));
    println!("{} addresses, {:.0} conversions a second", lines.len(), lines.len() as f64 / best.iter().sum::<f64>());
    if let Some((line, t)) = slowest {
        println!("slowest: {:.0} µs, {line}", t * 1e6);
    }
}

fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}
