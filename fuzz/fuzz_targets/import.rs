//! Definitions of other builders, of any text: refused with a code, or a definition that parses and a report on every key.
#![no_main]

use libfuzzer_sys::fuzz_target;
use troly::definition::{
    import::{Format, ImportError, import},
    parse,
};

fuzz_target!(|text: &str| {
    // What stands behind a record separator, which no JSON text has, is the UI schema: the fixtures are seeds as they are.
    let (source, ui) = match text.split_once('\u{1e}') {
        Some((source, ui)) => (source, Some(ui)),
        None => (text, None),
    };
    for format in [Format::Auto, Format::Formio, Format::JsonSchema, Format::JsonForms] {
        match import(source, ui, format) {
            Ok(done) => {
                assert!(parse(&done.definition.to_text()).is_ok());
                let places = done.report.iter().map(|e| (e.document, &e.pointer));
                assert_eq!(places.collect::<std::collections::BTreeSet<_>>().len(), done.report.len());
            }
            Err(ImportError::Refused(remarks)) => panic!("{:?}", remarks.first()),
            Err(_) => {}
        }
    }
});
