//! How fast addresses are converted, and how well, natively: `cargo xtask bench --address` builds this for speed. Into the folder
//! that it is told it writes `native.json`, the units (`units.bin`), and for the others all addresses with what each must become
//! (`cases.csv`).

#[path = "../tests/common/addresses.rs"]
mod addresses;

use addresses::{Case, Verdict, World, labelled, written};
use serde_json::json;
use std::{collections::BTreeMap, fs, path::PathBuf, time::Instant};
use troly::address::{Status, Subject, Units, build};

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("a folder to write into"));
    let bytes = build::build(|n| build::embedded_table(n).map(str::to_owned)).expect("the tables are sound");
    let ready = (0..30).map(|_| seconds(|| drop(Units::from_bytes(bytes.clone())))).fold(f64::MAX, f64::min);
    let units = Units::from_bytes(bytes.clone()).expect("the file is sound");
    let cases: Vec<Case> = labelled().into_iter().chain(written()).chain(World::new().cases(600)).collect();
    let mut verdicts: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for case in &cases {
        let answer = units.convert(&case.text, Subject::People);
        let verdict = match case.judge(&answer) {
            Verdict::Right => "right",
            Verdict::Asked if matches!(answer.status, Status::NotFound | Status::ProvinceOnly) => "nothing",
            Verdict::Asked => "asked",
            Verdict::SilentGuess => "guessed",
            Verdict::Wrong => "wrong",
        };
        *verdicts
            .entry(if case.by == "address_cases.csv" { "table" } else { "own" })
            .or_default()
            .entry(verdict)
            .or_default() += 1;
    }
    write_cases(&folder, &cases).expect("cases.csv can be written");
    fs::write(folder.join("units.bin"), &bytes).expect("units.bin can be written");
    // Every old unit in three ways, and all cases. The best of some rounds, line by line: other programs may be running.
    let mut lines: Vec<String> = cases.into_iter().map(|c| c.text).collect();
    let own = lines.len();
    for old in units.old_units() {
        lines.push(["12/3 Lê Lợi, ", &old.line()].concat());
        lines.push(old.line().replace("Phường ", "P.").replace("Quận ", "Q. ").replace("Thành phố ", "TP "));
        lines.push(troly::text::fold(&old.line()));
    }
    let mut best = vec![f64::MAX; lines.len()];
    for _ in 0..7 {
        for (line, best) in lines.iter().zip(&mut best) {
            *best = best.min(seconds(|| drop(units.convert(line, Subject::People))));
        }
    }
    let rate = |times: &[f64]| times.len() as f64 / times.iter().sum::<f64>();
    let (slowest, time) = lines.iter().zip(&best).max_by(|a, b| a.1.total_cmp(b.1)).expect("there are lines");
    let result = json!({
            "verdicts": verdicts, "perSecond": rate(&best[..own]), "unitsPerSecond": rate(&best[own..]),
            "slowestMicroseconds": time * 1e6, "slowest": slowest, "bytes": bytes.len(), "readyMilliseconds": ready * 1e3,
    });
    fs::write(folder.join("native.json"), result.to_string()).expect("native.json can be written");
}

fn write_cases(folder: &std::path::Path, cases: &[Case]) -> Result<(), csv::Error> {
    let mut out = csv::Writer::from_path(folder.join("cases.csv"))?;
    out.write_record(["by", "text", "status", "codes"])?;
    for case in cases {
        let codes = case.codes.iter().map(String::as_str).collect::<Vec<_>>().join("|");
        out.write_record([case.by, &case.text, &case.status, &codes])?;
    }
    Ok(out.flush()?)
}

fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}
