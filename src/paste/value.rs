//! Values as they stand in a message: numbers in groups, dates in every form, and words of short lists.

use super::token::{Token, Tokens, both};
use super::words::{country, ethnic_group};
use crate::{
    detect::lexicon::RELIGIONS,
    identity::{CitizenId, Email, HealthInsurance, Phone, PhoneKind, Sex, TaxCode, parse_passport},
    text::{clean, date::PartialDate, fold, narrow},
    value::Value,
};
use std::sync::LazyLock;

/// A value that was read, and where it stands (bytes).
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub attribute: &'static str,
    pub span: (usize, usize),
    pub value: Value,
    pub sure: bool,
}

/// Beyond this many characters no number goes on.
const LONGEST_NUMBER: usize = 40;

fn look_alike(c: char) -> Option<char> {
    Some(match c {
        'O' | 'o' | 'D' | 'Q' => '0',
        'I' | 'l' | 'i' => '1',
        'Z' => '2',
        'S' => '5',
        'B' => '8',
        _ => return None,
    })
}

/// A run of digits in groups from byte `at`, of the longest of `lengths` that ends where a group does: the digits, where
/// they end, and whether each was one. `loose`: letters that look like digits are, and one line end may stand between.
pub(super) fn digits(text: &str, at: usize, lengths: &[usize], loose: bool) -> Option<(String, usize, bool)> {
    let most = lengths.iter().copied().max()?;
    let mut number = String::new();
    let (mut lines, mut blanks, mut guessed) = (0, 0, 0);
    let mut found = None;
    let mut chars = text.get(at..)?.char_indices().take(LONGEST_NUMBER).peekable();
    while let Some((offset, c)) = chars.next() {
        let c = narrow(c);
        let digit = if c.is_ascii_digit() {
            Some(c)
        } else if loose {
            let digit = look_alike(c);
            guessed += usize::from(digit.is_some());
            digit
        } else {
            None
        };
        if let Some(digit) = digit {
            number.push(digit);
            blanks = 0;
            if number.len() > most {
                break;
            }
            let next = chars.peek().map_or(' ', |(_, c)| narrow(*c));
            let end = at + offset + text.get(at + offset..)?.chars().next().map_or(1, char::len_utf8);
            let more = next.is_alphanumeric() || matches!(next, '/' | '_' | '@');
            if lengths.contains(&number.len()) && !more {
                found = Some((number.clone(), end, guessed == 0));
            }
            continue;
        }
        match c {
            ' ' | '\u{a0}' | '.' | '-' if blanks < 3 && !number.is_empty() => blanks += 1,
            '\n' | '\r' if loose && lines == 0 && !number.is_empty() && blanks < 3 => {
                lines += usize::from(c == '\n');
                blanks += 1;
            }
            _ => break,
        }
    }
    // More letters than digits: a word.
    found.filter(|(number, _, _)| guessed * 2 <= number.len())
}

fn text_value(text: &str) -> Value {
    Value::Text(text.into())
}

/// What of a citizen ID can be told by its digits: its province exists, and its bearer is born.
pub(super) fn plausible(id: &CitizenId) -> bool {
    id.province.is_some() && (1900..2040).contains(&id.birth_year)
}

/// An ID number of either kind, by its length.
fn identity(text: &str, at: usize) -> Option<Read> {
    if let Some((number, end, sure)) = digits(text, at, &[12], true)
        && let Ok(id) = CitizenId::parse(&number)
        && plausible(&id)
    {
        return Some(Read { attribute: "person.id.number", span: (at, end), value: text_value(&number), sure });
    }
    let (number, end, sure) = digits(text, at, &[9], false)?;
    Some(Read { attribute: "person.id.old-number", span: (at, end), value: text_value(&number), sure })
}

fn tax(text: &str, at: usize) -> Option<Read> {
    let (number, end, sure) = digits(text, at, &[10, 12, 13], false)?;
    let value = match TaxCode::parse(&number).ok()? {
        TaxCode::Branch { .. } => return None, // nobody's
        TaxCode::Personal(id) if !plausible(&id) => return None,
        code => code.format(),
    };
    Some(Read { attribute: "person.tax.number", span: (at, end), value: text_value(&value), sure })
}

fn social(text: &str, at: usize) -> Option<Read> {
    let (number, end, sure) = digits(text, at, &[10], false)?;
    Some(Read { attribute: "person.insurance.social", span: (at, end), value: text_value(&number), sure })
}

/// A capital or two, and digits: of passports and health-insurance cards.
fn lettered(text: &str, at: usize, letters: usize, lengths: &[usize]) -> Option<(usize, String)> {
    let mut head = String::new();
    let mut from = at;
    for c in text.get(at..)?.chars().take(letters) {
        from += c.len_utf8();
        head.push(narrow(c));
    }
    if head.len() != letters || !head.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let blank = text.get(from..)?.chars().next().filter(|c| matches!(c, ' ' | '-')).map_or(0, char::len_utf8);
    let (number, end, _) = digits(text, from + blank, lengths, false)?;
    Some((end, head.to_ascii_uppercase() + &number))
}

fn passport(text: &str, at: usize) -> Option<Read> {
    let (end, number) = lettered(text, at, 1, &[7, 8])?;
    let number = parse_passport(&number).ok()?;
    Some(Read { attribute: "person.passport.number", span: (at, end), value: text_value(&number), sure: true })
}

pub(super) fn health(text: &str, at: usize, short: bool) -> Option<Read> {
    let (end, number) = match lettered(text, at, 2, &[13]) {
        Some(found) => found,
        None if short => digits(text, at, &[10], false).map(|(number, end, _)| (end, number))?,
        None => return None,
    };
    let number = HealthInsurance::parse(&number).ok()?.number();
    Some(Read { attribute: "person.insurance.health", span: (at, end), value: text_value(&number), sure: true })
}

/// A telephone number that begins with byte `at`: of a person, so no service number; of another country only with a plus.
pub(super) fn phone(text: &str, at: usize) -> Option<Read> {
    let mut end;
    let mut count = 0;
    let mut chars = text.get(at..)?.char_indices().take(LONGEST_NUMBER).peekable();
    while let Some((offset, c)) = chars.next() {
        let c = narrow(c);
        match c {
            '0'..='9' => {
                count += 1;
                end = at + offset + text.get(at + offset..)?.chars().next().map_or(1, char::len_utf8);
            }
            '+' | '(' if offset == 0 => continue,
            _ if offset == 0 => return None,
            ' ' | '\u{a0}' | '.' | '-' | '(' | ')' => continue,
            _ => return None,
        }
        if count > 15 {
            return None;
        }
        let mut rest = chars.clone().map(|(_, c)| narrow(c));
        let next = rest.next().unwrap_or(' ');
        if next.is_alphanumeric() || matches!(next, '/' | '@' | '_') || count < 9 {
            if next.is_alphabetic() || matches!(next, '/' | '@' | '_') {
                return None;
            }
            continue;
        }
        let Ok(phone) = Phone::parse(text.get(at..end)?) else { continue };
        let personal = match phone.kind {
            PhoneKind::Mobile | PhoneKind::Landline => true,
            PhoneKind::Foreign => text.get(at..)?.starts_with('+') && count >= 10,
            PhoneKind::Service | PhoneKind::Emergency => false,
        };
        if !personal {
            continue;
        }
        // Glued to more digits it is another number.
        let glued = matches!(next, '.' | '-' | ',') && rest.next().is_some_and(|c| c.is_ascii_digit());
        if glued
            || next == '%'
            || phone.kind == PhoneKind::Foreign && next == ' ' && rest.next().is_some_and(|c| c.is_ascii_digit())
        {
            continue;
        }
        let sure = !phone.migrated && phone.kind != PhoneKind::Foreign;
        return Some(Read { attribute: "person.phone", span: (at, end), value: text_value(&phone.number), sure });
    }
    None
}

/// The e-mail address around the sign at byte `at`.
pub(super) fn email(text: &str, at: usize) -> Option<Read> {
    const LOCAL: &str = ".!#$%&'*+-/=?^_`{|}~";
    let before = text.get(..at)?;
    let local =
        before.char_indices().rev().take(65).take_while(|(_, c)| c.is_ascii_alphanumeric() || LOCAL.contains(*c));
    let mut start = local.last().map_or(at, |(start, _)| start);
    let behind = text.get(at + 1..)?;
    let domain =
        behind.char_indices().take(254).take_while(|(_, c)| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    let mut end = at + 1 + domain.last().map_or(0, |(last, c)| last + c.len_utf8());
    // What belongs to the sentence or to "email=…".
    while text.get(..end)?.ends_with(['.', '-']) {
        end -= 1;
    }
    if let Some(sign) = text.get(start..at)?.rfind(['=', '/', '|', '\'', '`', '{', '}', '*', '#', '!', '?', '&']) {
        start += sign + 1;
    }
    start += text.get(start..at)?.len() - text.get(start..at)?.trim_start_matches(['.', '-', '_', '+', '~']).len();
    if text.get(..start)?.chars().next_back().is_some_and(char::is_alphanumeric) {
        return None;
    }
    let email = Email::parse(text.get(start..end)?).ok()?;
    Some(Read { attribute: "person.email", span: (start, end), value: text_value(&email.address), sure: true })
}

// ---- dates -----------------------------------------------------------------------------------------------------------

/// What may be a date here.
#[derive(Clone, Copy)]
pub(super) struct Dates {
    /// "14/2/93".
    pub short_year: bool,
    /// "6/1940", "1958".
    pub partial: bool,
    /// "15091994".
    pub compact: bool,
}

pub(super) const ALL_DATES: Dates = Dates { short_year: true, partial: true, compact: true };
pub(super) const FULL_DATES: Dates = Dates { short_year: false, partial: false, compact: false };

/// Where a date ends, the date, and whether it is certain.
pub(super) fn date(tokens: &Tokens<'_>, i: usize, of: Dates) -> Option<(usize, PartialDate, bool)> {
    let token = tokens.get(i)?;
    numeric_date(tokens.text, token.start, of).or_else(|| in_words(tokens, i)).or_else(|| english_date(tokens, i))
}

/// Up to four digits (or what a scanner made of them) from byte `at`.
fn part(text: &str, at: usize, loose: bool) -> Option<(String, usize, bool)> {
    let mut number = String::new();
    let mut guessed = false;
    let mut end = at;
    for c in text.get(at..)?.chars().take(9) {
        let narrowed = narrow(c);
        let digit = if narrowed.is_ascii_digit() {
            narrowed
        } else if loose && let Some(digit) = look_alike(c) {
            guessed = true;
            digit
        } else {
            break;
        };
        number.push(digit);
        end += c.len_utf8();
    }
    let real = text.get(at..end)?.chars().any(|c| narrow(c).is_ascii_digit());
    (real && number.len() <= 8).then_some((number, end, !guessed))
}

fn numeric_date(text: &str, at: usize, of: Dates) -> Option<(usize, PartialDate, bool)> {
    let loose = of.short_year;
    let (first, end, sure) = part(text, at, loose)?;
    let closed = |end: usize| {
        let mut rest = text.get(end..).unwrap_or_default().chars().map(narrow);
        let next = rest.next().unwrap_or(' ');
        let more = matches!(next, '/' | '-' | '.') && rest.next().is_some_and(|c| c.is_ascii_digit());
        !next.is_alphanumeric() && !more && next != '%'
    };
    let number = |s: &str| s.parse::<i32>().ok();
    let small = |s: &str| number(s).filter(|_| s.len() <= 2).and_then(|n| u8::try_from(n).ok());
    let sign = |at: usize| {
        let rest = text.get(at..)?;
        let blank = |s: &str| s.len() - s.trim_start_matches([' ', '\u{a0}']).len();
        let before = blank(rest);
        let sign = rest.get(before..)?.chars().next().map(narrow).filter(|c| matches!(c, '/' | '-' | '.'))?;
        let width = rest.get(before..)?.chars().next()?.len_utf8();
        let behind = blank(rest.get(before + width..)?);
        // "1982 - 0903": with a hyphen or a full stop the blanks stand on both sides, or on none.
        (before <= 1 && behind <= 1 && (before == behind || sign == '/'))
            .then_some((sign, at + before + width + behind))
    };
    if first.len() == 8 && of.compact && closed(end) {
        let date = PartialDate::parse_loose(&first).ok()?;
        return Some((end, date, sure));
    }
    if let Some((one, at)) = sign(end)
        && let Some((second, end, sure2)) = part(text, at, loose)
    {
        if let Some((two, at)) = sign(end)
            && one == two
            && let Some((third, end, sure3)) = part(text, at, loose)
            && closed(end)
        {
            let sure = sure && sure2 && sure3;
            let year = |s: &str| number(s).filter(|y| (1850..=2100).contains(y));
            if first.len() == 4 && third.len() <= 2 {
                let date = PartialDate::from_ymd(year(&first)?, small(&second)?, small(&third)?).ok()?;
                return Some((end, date, sure));
            }
            if third.len() == 2 && of.short_year {
                let two = number(&third)?;
                let year = if two > 26 { 1900 + two } else { 2000 + two };
                return Some((end, PartialDate::from_ymd(year, small(&second)?, small(&first)?).ok()?, false));
            }
            let date =
                PartialDate::from_ymd(year(&third).filter(|_| third.len() == 4)?, small(&second)?, small(&first)?);
            return Some((end, date.ok()?, sure));
        }
        let year = number(&second).filter(|y| second.len() == 4 && (1850..=2100).contains(y));
        if let Some(year) = year
            && of.partial
            && closed(end)
            && one != '-'
        {
            return Some((end, PartialDate::from_month(year, small(&first)?).ok()?, sure && sure2));
        }
        // "5/5 năm 2015".
        if let Some((day, month)) = small(&first).zip(small(&second))
            && let Some((end, year)) = year_behind(text, end)
        {
            return Some((end, PartialDate::from_ymd(year, month, day).ok()?, true));
        }
    }
    let year = number(&first).filter(|y| first.len() == 4 && (1880..=2100).contains(y))?;
    (of.partial && closed(end)).then_some(())?;
    Some((end, PartialDate::from_year(year).ok()?, sure))
}

fn year_behind(text: &str, at: usize) -> Option<(usize, i32)> {
    let word = text.get(at..)?.trim_start_matches(' ');
    let letters = word.find(|c: char| c == ' ' || c.is_ascii_digit())?;
    if letters > 12 || fold(word.get(..letters)?) != "nam" {
        return None;
    }
    let after = word.get(letters..)?.trim_start_matches(' ');
    let start = text.len() - after.len();
    let (year, end, _) = part(text, start, false)?;
    let year = year.parse().ok().filter(|y| (1850..=2100).contains(y))?;
    Some((end, year))
}

/// "12 tháng 4 năm 2009", "mười lăm tháng tám năm hai nghìn không trăm hai mươi".
fn in_words(tokens: &Tokens<'_>, i: usize) -> Option<(usize, PartialDate, bool)> {
    const NUMBERS: &str = " mot hai ba bon tu nam sau bay tam chin muoi lam moi tram nghin ngan linh le khong mung mong gieng chap ham bay nham ";
    let numeral = |i: usize| {
        let token = tokens.get(i)?;
        let key = tokens.key(i);
        (token.number() || token.word() && !key.is_empty() && NUMBERS.contains(&[" ", key, " "].concat())).then_some(())
    };
    let mut at = i;
    let mut month = None;
    let mut year = None;
    while at < i + 24 && !tokens.is_line(at) {
        let is = |word: &str, key: &str| {
            tokens.key(at) == key && (tokens.exact(at) == word || tokens.get(at).is_some_and(|t| !t.marked))
        };
        if is("tháng", "thang") && month.is_none() {
            month = Some(at);
        } else if month.is_some() && year.is_none() && is("năm", "nam") && at > month? + 1 {
            // "tháng năm" is May.
            year = Some(at);
        } else if tokens.is(at, ',') {
            if year.is_some() {
                break;
            }
        } else if numeral(at).is_none() {
            break;
        } else if tokens.get(at)?.number() && year.is_some() {
            at += 1;
            break;
        }
        at += 1;
    }
    let (month, year) = (month?, year?);
    if month == i || year + 1 >= at {
        return None;
    }
    let (start, end) = tokens.span(i, at);
    let date = PartialDate::parse_loose(&["ngày ", &clean(tokens.text.get(start..end)?)].concat()).ok()?;
    Some((end, date, true))
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// "12 March 1990", "Mar 12, 1990".
fn english_date(tokens: &Tokens<'_>, i: usize) -> Option<(usize, PartialDate, bool)> {
    let month = |i: usize| {
        let key = tokens.key(i);
        MONTHS.iter().position(|m| key.len() >= 3 && m.starts_with(key)).map(|m| m as u8 + 1)
    };
    let number = |i: usize| tokens.get(i).filter(|t| t.number()).and_then(|_| tokens.key(i).parse::<i32>().ok());
    let (day, month, mut at) = match (number(i), month(i)) {
        (Some(day), _) => (day, month(i + 1)?, i + 2),
        (None, Some(month)) => (number(i + 1)?, month, i + 2),
        _ => return None,
    };
    at += usize::from(tokens.is(at, ','));
    let year = number(at).filter(|y| (1850..=2100).contains(y))?;
    let date = PartialDate::from_ymd(year, month, u8::try_from(day).ok()?).ok()?;
    Some((tokens.get(at)?.end, date, true))
}

// ---- words of short lists --------------------------------------------------------------------------------------------

fn sex(tokens: &Tokens<'_>, i: usize) -> Option<Read> {
    let one = |i: usize| {
        tokens.get(i).filter(|t| t.word()).and_then(|_| Sex::parse_vi(tokens.exact(i)).filter(|_| sex_word(tokens, i)))
    };
    let sex = one(i)?;
    // "NỮ / F".
    let twice = tokens.is(i + 1, '/') && one(i + 2) == Some(sex);
    let span = tokens.span(i, if twice { i + 3 } else { i + 1 });
    Some(Read { attribute: "person.sex", span, value: text_value(sex.code()), sure: true })
}

/// "nam" and "nữ", not "năm" or "nụ".
fn sex_word(tokens: &Tokens<'_>, i: usize) -> bool {
    let token = tokens.get(i);
    !token.is_some_and(|t| t.marked) || tokens.exact(i) == "nữ"
}

fn ethnicity(tokens: &Tokens<'_>, i: usize) -> Option<Read> {
    let (code, end) = ethnic_group(tokens, i)?;
    Some(Read { attribute: "person.ethnicity", span: tokens.span(i, end), value: text_value(code), sure: true })
}

fn nationality(tokens: &Tokens<'_>, i: usize) -> Option<Read> {
    let (code, mut end) = country(tokens, i)?;
    if tokens.is(end, '/')
        && let Some((other, behind)) = country(tokens, end + 1)
        && other == code
    {
        end = behind;
    }
    Some(Read { attribute: "person.nationality", span: tokens.span(i, end), value: text_value(code), sure: true })
}

static FAITHS: LazyLock<Vec<Vec<(String, String)>>> =
    LazyLock::new(|| RELIGIONS.iter().map(|r| r.split(' ').map(both).collect()).collect());

fn religion(tokens: &Tokens<'_>, i: usize) -> Option<Read> {
    let end = FAITHS.iter().find_map(|words| {
        let mut at = i;
        for (n, (word, key)) in words.iter().enumerate() {
            at += usize::from(n > 0 && tokens.is(at, '-'));
            if !tokens.means(at, word, key, n > 0 || tokens.get(at).is_some_and(|t| !t.marked)) {
                return None;
            }
            at += 1;
        }
        Some(at)
    })?;
    let span = tokens.span(i, end);
    let named = clean(tokens.text.get(span.0..span.1)?);
    let value = if fold(&named) == "khong" { "Không".to_owned() } else { named };
    Some(Read { attribute: "person.religion", span, value: text_value(&value), sure: true })
}

/// The value of an attribute that begins with token `i`, if there is one. Names and places are read elsewhere.
pub(super) fn value(tokens: &Tokens<'_>, attribute: &'static str, i: usize) -> Option<Read> {
    let token = tokens.get(i)?;
    let (text, at) = (tokens.text, token.start);
    let dated = |dates: Dates| {
        let (end, date, sure) = date(tokens, i, dates)?;
        Some(Read { attribute, span: (at, end), value: Value::Date(date), sure })
    };
    match attribute {
        "person.birth.date" => dated(ALL_DATES),
        "person.id.issued-on" | "person.marriage.date" => dated(Dates { partial: false, ..ALL_DATES }),
        "person.id.number" | "person.id.old-number" => identity(text, at),
        "person.passport.number" => passport(text, at),
        "person.tax.number" => tax(text, at),
        "person.insurance.social" => social(text, at),
        "person.insurance.health" => health(text, at, true),
        "person.phone" => phone(text, at),
        "person.email" => {
            let sign = text
                .get(at..)?
                .char_indices()
                .take(65)
                .take_while(|(_, c)| !c.is_whitespace())
                .find(|(_, c)| *c == '@')?;
            email(text, at + sign.0)
        }
        "person.sex" => sex(tokens, i),
        "person.ethnicity" => ethnicity(tokens, i),
        "person.nationality" => nationality(tokens, i),
        "person.religion" => religion(tokens, i),
        _ => None,
    }
}

/// Whether a number that begins here stands on its own: not glued to what is before it.
pub(super) fn stands_alone(tokens: &Tokens<'_>, i: usize) -> bool {
    let Some(before) = i.checked_sub(1).and_then(|b| tokens.get(b)) else { return true };
    let token: Option<&Token> = tokens.get(i);
    let gap = token.is_some_and(|t| t.gap);
    gap || match before.kind {
        super::token::Kind::Sign(c) => {
            !matches!(c, '/' | '.' | '-' | '#' | '_' | '@' | '+' | '=')
                || c == '='
                || c == '-' && tokens.get(i - 1).is_some_and(|t| t.gap)
        }
        super::token::Kind::Number => false,
        _ => true,
    }
}
