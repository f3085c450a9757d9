//! Dates on any text: what is read must survive being written in both forms, and arithmetic on it must not overflow; lunar
//! dates come back, and working days that were added are counted.
#![no_main]

use libfuzzer_sys::fuzz_target;
use troly::text::{
    date::{PartialDate, add_days, add_months, add_years, age, days_between},
    lunar::LunarDate,
    workdays,
};

fuzz_target!(|input: (&str, i32)| {
    let (typed, n) = input;
    if let Ok(date) = PartialDate::parse_loose(typed) {
        assert_eq!(PartialDate::parse_loose(&date.to_vietnamese()), Ok(date));
        assert_eq!(date.to_string().parse(), Ok(date));
        let (first, last) = date.span();
        let _ = (add_months(first, n), add_years(last, n), age(first, last), date.compare(date));
        if let Some(lunar) = LunarDate::of(first) {
            assert_eq!(lunar.to_day(), Some(first));
        }
        let days = n % 300;
        if let Some(end) = workdays::add_working_days(first, days)
            && days != 0
        {
            let counted = workdays::working_days_between(first, end.value).map(|c| c.value);
            assert_eq!(counted, Some(days));
        }
        assert!(days_between(first, add_days(first, n)).signum() == n.signum());
    }
});
