//! One sentence that says why an answer is what it is, for the person whose address it is.

use super::{Basis, Conversion, Status};

/// The language of an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Vietnamese.
    Vi,
    /// English.
    En,
}

/// One sentence for the citizen: what was recognised, what it became, by which resolution, and what is left to do.
pub fn explain(conversion: &Conversion, lang: Lang) -> String {
    let c = conversion;
    let vi = lang == Lang::Vi;
    let say = |vietnamese: &'static str, english: &'static str| if vi { vietnamese } else { english };
    let old = c.old.first().map(|o| o.line()).unwrap_or_default();
    let now =
        c.candidates.first().map(|n| [&n.name, ", ", &n.province_name].map(|s: &str| s).concat()).unwrap_or_default();
    let law = match c.law.as_str() {
        "" => String::new(),
        number => [say(" (Nghị quyết ", " (Resolution "), number, ")"].concat(),
    };
    let mut sentence = match c.status {
        Status::Certain if c.old.len() > 1 => {
            [say("Địa chỉ này nay thuộc ", "This address is now in "), &now, &law].concat()
        }
        Status::Certain => {
            let how = match c.candidates.first().map(|n| n.basis) {
                Some(Basis::Population) => {
                    say(", nơi nhận toàn bộ dân số của đơn vị hành chính cũ", ", which took in all of its people")
                }
                _ => "",
            };
            let mut text = [&old, say(" nay thuộc ", " is now in "), &now, how, &law].concat();
            if let Some(other) = c.also.first() {
                let more = say(
                    "; nếu tên tỉnh được ghi theo địa giới mới thì cũng có thể thuộc ",
                    "; if the province is meant as it is today, it may also be in ",
                );
                text.push_str(&[more, &other.name].concat());
            }
            text
        }
        // One unit, one commune, and a doubt: something in the address is not understood.
        Status::Candidates if c.candidates.len() == 1 => {
            let rest = say(
                ", nhưng địa chỉ còn chỗ chưa rõ; xin kiểm tra và chọn",
                ", but something in the address is not clear; please check and choose",
            );
            [say("Địa chỉ này có lẽ nay thuộc ", "This address is perhaps in "), &now, &law, rest].concat()
        }
        Status::Candidates if c.old.len() == 1 => {
            let count = c.candidates.len().to_string();
            let guess = if c.candidates.first().is_some_and(|n| n.unofficial_default) {
                say(
                    " (nơi đứng đầu chỉ là phỏng đoán không chính thức)",
                    " (the first one is only an unofficial guess)",
                )
            } else {
                ""
            };
            [
                &old,
                say(" đã được chia cho ", " was divided among "),
                &count,
                say(" đơn vị hành chính mới", " of today's communes"),
                &law,
                say(
                    ", không có quy định cho từng địa chỉ; xin chọn đúng nơi",
                    ", with no rule for single addresses; please choose the right one",
                ),
                guess,
            ]
            .concat()
        }
        Status::Candidates => say(
            "Địa chỉ này có thể thuộc nhiều nơi; xin chọn đúng nơi",
            "This address may be in several places; please choose the right one",
        )
        .to_owned(),
        Status::ProvinceOnly => {
            let place = c.province.as_ref().map_or("", |p| &p.name);
            [
                say("Chỉ nhận ra ", "Only "),
                place,
                say("; xin chọn xã, phường hoặc đặc khu", " was recognised; please choose the commune"),
            ]
            .concat()
        }
        Status::AlreadyNew => {
            let mut text = [&now, say(" là đơn vị hành chính hiện hành", " is a commune of today"), &law].concat();
            if let Some(other) = c.also.first() {
                let more = [
                    say(
                        "; nếu đây là địa chỉ trước 01/7/2025 thiếu tên quận, huyện thì nay thuộc ",
                        "; if this is an address from before 1 July 2025 without its district, it is now in ",
                    ),
                    &other.name,
                ];
                text.push_str(&more.concat());
            }
            text
        }
        Status::NotFound => say(
            "Không nhận ra đơn vị hành chính nào trong địa chỉ này",
            "No administrative unit was recognised in this address",
        )
        .to_owned(),
        Status::Contradictory => say(
            "Các phần của địa chỉ này mâu thuẫn với nhau; xin kiểm tra lại",
            "The parts of this address contradict one another; please check it",
        )
        .to_owned(),
    };
    if c.corrected {
        sentence.push_str(say(
            "; tên viết sai chính tả đã được hiểu là tên gần nhất",
            "; a misspelt name was read as the nearest one",
        ));
    }
    sentence.push('.');
    sentence
}
