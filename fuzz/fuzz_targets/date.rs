//! Dates on any text: what is read must survive being written in both forms, and arithmetic on it must not overflow.
#![no_main]

use libfuzzer_sys::fuzz_target;
use troly::text::date::{PartialDate, add_days, add_months, add_years, age, days_between};

fuzz_target!(|input: (&str, i32)| {
    let (typed, n) = input;
    if let Ok(date) = PartialDate::parse_loose(typed) {
        assert_eq!(PartialDate::parse_loose(&date.to_vietnamese()), Ok(date));
        assert_eq!(date.to_string().parse(), Ok(date));
        let (first, last) = date.span();
        let _ = (add_months(first, n), add_years(last, n), age(first, last), date.compare(date));
        assert!(days_between(first, add_days(first, n)).signum() == n.signum());
    }
});
