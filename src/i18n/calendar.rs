//! What the command line says of days: public holidays, days of the week, lunar dates. Native only.

use super::Row;

/// Key, Vietnamese, English.
#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    ("day.assumed", "chưa chắc: {date}, {kind}; xin xem thông báo nghỉ lễ của năm đó", "not certain: {date}, {kind}; please see the official notice of that year"),
    ("day.compensation", "nghỉ bù {holiday}", "day off for {holiday}"),
    ("day.count", "{count} ngày làm việc sau {from} đến hết {to}", "{count} working days after {from} until {to}, that day counted"),
    ("day.holiday", "nghỉ {holiday}", "{holiday}"),
    ("day.lunar", "ngày {day} tháng {month} năm {year} âm lịch", "day {day} of month {month} of the lunar year {year}"),
    ("day.lunar-leap", "ngày {day} tháng {month} nhuận năm {year} âm lịch", "day {day} of the leap month {month} of the lunar year {year}"),
    ("day.made", "làm bù cho {date}", "worked in exchange for {date}"),
    ("day.outside", "Chỉ tính được ngày làm việc từ năm 2021 đến năm 2100.", "Working days are known from 2021 to 2100 only."),
    ("day.swapped", "nghỉ, làm bù vào {date}", "off in exchange for {date}"),
    ("day.weekend", "nghỉ hằng tuần", "weekend"),
    ("day.working", "ngày làm việc", "working day"),
    ("holiday.culture", "Ngày Văn hóa Việt Nam", "Vietnam Culture Day"),
    ("holiday.hung-kings", "Giỗ Tổ Hùng Vương", "Hung Kings' Day"),
    ("holiday.labour", "Ngày Quốc tế lao động", "Labour Day"),
    ("holiday.national", "Quốc khánh", "National Day"),
    ("holiday.new-year", "Tết Dương lịch", "New Year"),
    ("holiday.tet", "Tết Âm lịch", "Lunar New Year"),
    ("holiday.victory", "Ngày Chiến thắng", "Victory Day"),
    ("weekday.1", "thứ Hai", "Monday"),
    ("weekday.2", "thứ Ba", "Tuesday"),
    ("weekday.3", "thứ Tư", "Wednesday"),
    ("weekday.4", "thứ Năm", "Thursday"),
    ("weekday.5", "thứ Sáu", "Friday"),
    ("weekday.6", "thứ Bảy", "Saturday"),
    ("weekday.7", "Chủ nhật", "Sunday"),
];
