//! Text: cleaning, folding, names, tone marks and words, on any text. What is read must survive being written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use troly::text::{self, ToneStyle, words};

fuzz_target!(|typed: &str| {
    if let Ok(n) = words::parse_number(typed) {
        assert_eq!(words::parse_number(&words::number(n)), Ok(n));
    }
    if let Ok(n) = words::parse_signed(typed) {
        assert_eq!(words::parse_signed(&words::signed(n)), Ok(n));
    }
    match words::parse_money(typed) {
        Ok(n) => assert_eq!(words::parse_money(&words::money(n)), Ok(n)),
        Err(error) => {
            let range = error.at().and_then(|at| words::place(typed, at));
            assert!(range.is_none_or(|r| r.end <= text::clean(typed).chars().count()));
        }
    }
    if let Ok(date) = words::parse_date(typed) {
        assert_eq!(words::parse_date(&words::date(date)), Ok(date));
    }
    let (clean, fold) = (text::clean(typed), text::fold(typed));
    assert_eq!((text::clean(&clean), text::fold(&fold)), (clean.clone(), fold));
    assert_eq!(text::clean_lines(&text::clean_lines(typed)), text::clean_lines(typed));
    assert_eq!(text::same_name(typed, &text::name_upper(typed)), !clean.is_empty());
    for style in [ToneStyle::Old, ToneStyle::New] {
        let placed = text::place_tones(typed, style);
        assert_eq!(text::place_tones(&placed, style), placed);
    }
    let _ = (text::split_name(typed), text::name_title(typed));
});
