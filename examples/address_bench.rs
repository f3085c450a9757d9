//! How fast addresses are converted: `cargo run --profile bench-speed --example address_bench [FILE]`, with one address a
//! line in FILE, or with ways to write all old units.
use std::time::Instant;
use troly::address::{Subject, Units, build};

fn main() {
    let bytes = build::build(|n| build::embedded_table(n).map(str::to_owned)).expect("the tables are sound");
    let start = Instant::now();
    for _ in 0..20 {
        Units::from_bytes(bytes.clone()).expect("the file is sound");
    }
    println!("units file: {} bytes, ready in {:.2} ms", bytes.len(), start.elapsed().as_secs_f64() * 50.0);
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
    let mut slowest = (0.0, "");
    let start = Instant::now();
    for line in &lines {
        let one = Instant::now();
        std::hint::black_box(units.convert(line, Subject::People));
        let t = one.elapsed().as_secs_f64() * 1e6;
        if t > slowest.0 {
            slowest = (t, line);
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{} conversions, {:.0} a second, slowest {:.0} µs: {}",
        lines.len(),
        lines.len() as f64 / seconds,
        slowest.0,
        slowest.1
    );
}
