//! Smart paste of any text: findings quote the text, do not overlap, and count people as they come.
#![no_main]

use libfuzzer_sys::fuzz_target;
use troly::{address::embedded, paste::find};

fuzz_target!(|text: &str| {
    thread_local!(static UNITS: troly::address::Units = embedded());
    UNITS.with(|units| {
        for found in [find(text, None), find(text, Some(units))] {
            let (mut end, mut people) = (0, 0);
            for f in &found {
                assert!(text.get(f.span.clone()).is_some_and(|quoted| !quoted.is_empty() && quoted.trim() == quoted));
                assert!(f.span.start >= end && f.person <= people);
                end = f.span.end;
                people = people.max(f.person + 1);
            }
        }
    });
});
