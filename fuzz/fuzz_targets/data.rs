//! A dossier's data on any JSON: refused with places, or checked, written and read back the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use troly::{
    definition::parse,
    json::Json,
    text::date::Day,
    validate::{Data, check, export},
};

const PROCEDURE: &str = include_str!("../../procedures/1.004194.json");

thread_local! {
    static DEF: troly::definition::Definition = parse(PROCEDURE).expect("an official procedure");
}

fn has_decimals(json: &Json) -> bool {
    matches!(json, Json::Float(_))
        || json.items().iter().any(has_decimals)
        || json.entries().iter().any(|(_, v)| has_decimals(v))
}

fuzz_target!(|text: &str| DEF.with(|def| {
    let Ok(json) = Json::parse(text) else { return };
    // Decimals, which no field holds, may move by their last bit.
    if !has_decimals(&json) {
        assert_eq!(Json::parse(&json.to_text()).as_ref(), Ok(&json));
    }
    let today = Day::MIN.replace_year(2026).expect("a day");
    if let Ok(data) = Data::read(def, &json, today) {
        let _ = check(def, &data);
        let exported = export(def, &data);
        let again = Data::read(def, &exported, today).expect("what was exported");
        assert_eq!(export(def, &again), exported);
    }
}));
