//! The one JSON reader on any text: refused with a place within it, or read, written and read back the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use troly::json::{Json, Limits};

/// The same, but for decimals, which may move by their last bit, and whole ones among them, which are written without a point.
fn same(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Float(a), Json::Float(b)) => a == b || (a - b).abs() <= a.abs() * 1e-14,
        (Json::Float(a), Json::Int(b)) => *a == *b as f64,
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|((k, a), (l, b))| k == l && same(a, b))
        }
        (a, b) => a == b,
    }
}

fuzz_target!(|text: &str| {
    match Json::parse(text) {
        Ok(json) => {
            let again = Json::parse(&json.to_text()).expect("what was written is read");
            assert!(same(&json, &again), "{json:?} became {again:?}");
        }
        Err(error) => {
            let lines = text.lines().count().max(1) + 1;
            assert!(error.line <= lines && error.column <= text.len() + 1, "{error:?}");
        }
    }
    // The limits hold wherever they are.
    let tight = Limits { bytes: 64, depth: 3, string: 8, nodes: 10, keys: 4 };
    if Json::parse_with(text, &tight).is_ok() {
        assert!(text.trim_start_matches('\u{feff}').len() <= 64 && Json::parse(text).is_ok());
    }
});
