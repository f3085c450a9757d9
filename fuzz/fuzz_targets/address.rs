//! Addresses of any text: one status, spans on the text, and no answer more certain than its candidates.
#![no_main]

use libfuzzer_sys::fuzz_target;
use troly::address::{Lang, Status, Subject, embedded, explain, to_value};

fuzz_target!(|text: &str| {
    let units = embedded();
    let composed = troly::text::nfc(text);
    for subject in [Subject::People, Subject::Land] {
        let answer = units.convert(text, subject);
        if matches!(answer.status, Status::Certain | Status::AlreadyNew) {
            assert_eq!(answer.candidates.len(), 1);
        }
        for span in &answer.spans {
            assert!(composed.get(span.start..span.end).is_some());
        }
        let _ = (explain(&answer, Lang::Vi), to_value(&answer, text, Some(0)));
    }
    let _ = units.search(text, 8);
});
