//! One pass over a message: labels with their values, relations with their names, and what only its shape tells.

use super::name::{Because, family, name, of_a_thing};
use super::place::{by_shape, known, place};
use super::table;
use super::token::{Case, Kind, Tokens};
use super::value::{
    ALL_DATES, Dates, FULL_DATES, Read, date, digits, email, health, phone, plausible, stands_alone, value,
};
use super::words::{What, words};
use crate::{
    address::AddressBook,
    detect::lexicon::Kin,
    identity::CitizenId,
    text::{clean, fold},
    value::Value,
};

/// Whose a name or value is, as far as the words beside it say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Who {
    /// Whoever is being spoken of.
    Current,
    /// Somebody's relation, and the words for it (tokens).
    Kin(&'static Kin, (usize, usize)),
    /// Whoever writes.
    Myself,
    /// Whom to call about the message.
    Contact,
    /// The line or column of a table.
    Row(usize),
}

#[derive(Clone, Debug)]
pub(super) enum Act {
    Name {
        sure: bool,
        who: Who,
        also: Option<(&'static Kin, (usize, usize))>,
        aside: bool,
        signed: bool,
    },
    Value {
        read: Read,
        who: Who,
        labelled: bool,
    },
    /// The person spoken of from here on.
    Refer(Who),
    /// Somebody else is spoken of from here on.
    Forget,
    /// The person spoken of has this relation.
    Relation(&'static Kin),
    /// A title that was used before stands for whoever was called by it.
    Title(String),
}

/// What happens at tokens `from..to`.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub from: usize,
    pub to: usize,
    pub act: Act,
    /// Title before a name, by which the person may be called later.
    pub title: Option<String>,
}

/// Bound of the answers asked of the address book.
const MOST_LOOKED_UP: usize = 40;

pub(super) struct Scan<'t, 'b> {
    pub tokens: &'t Tokens<'t>,
    book: Option<&'b dyn AddressBook>,
    looked_up: std::cell::Cell<usize>,
    pub steps: Vec<Step>,
    pub taken: Vec<bool>,
    /// The kind of paper whose heading was read.
    heading: Option<&'static str>,
    /// Line in which a body was named, and no person since.
    body: Option<usize>,
    /// Line in which another paper was named, and no ID since.
    other_paper: Option<usize>,
    /// The number of a paper was found, whose date of issue may follow.
    identified: bool,
    /// The back of an old card was begun: the date on it is that of its issue.
    back: bool,
}

/// Words that may stand between a label and its value, by their keys.
const BETWEEN: &str = " la cua so cu moi ne ban ca nhan lien he no o tai hien dang nam ngay luc vao hom duoc day nay is of was nguoi ma the ruot tre khoang number cap goi ten ben bo rieng nha \
gom gan nhat hay hoac tncn a chi ";

/// Words that may stand between a relation and its name.
const BEHIND_KIN: &str = " s thu nhat hai ba tu dau long ut lon nho ca ruot chung de nha em anh chi toi minh tui be chau e t my our của cua hiện me vo_ truong giua ke dau cua_ nguoi ";

const PERSONAL: &[&str] = &[
    "person.tax.number",
    "person.phone",
    "person.email",
    "person.address.residence",
    "person.address.current",
    "person.id.number",
];

fn in_list(list: &str, key: &str) -> bool {
    !key.is_empty() && list.contains(&[" ", key, " "].concat())
}

fn is_place(attribute: &str) -> bool {
    matches!(
        attribute,
        "person.address.residence" | "person.address.current" | "person.hometown" | "person.birth.place"
    )
}

pub(super) fn kin_at(tokens: &Tokens<'_>, i: usize) -> Option<(&'static Kin, usize)> {
    // Without its accent "má" is any of four words.
    let found = words().find(tokens, i, |what| if let What::Kin(kin) = what { Some(kin) } else { None });
    found.filter(|_| tokens.exact(i) != "ma")
}

fn myself_at(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    words().find(tokens, i, |what| (what == What::Myself).then_some(())).map(|(_, end)| end)
}

fn title_at(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    words().find(tokens, i, |what| (what == What::Title).then_some(())).map(|(_, end)| end)
}

fn label_at(tokens: &Tokens<'_>, i: usize) -> Option<(&'static str, usize)> {
    words().find(tokens, i, |what| if let What::Label(a) = what { Some(a) } else { None })
}

fn is_address_word(tokens: &Tokens<'_>, i: usize) -> bool {
    super::place::place_word(tokens, i)
}

/// Whether a place begins with the name of an office, a school, a shop: nobody lives there.
fn office(tokens: &Tokens<'_>, i: usize) -> bool {
    const ONE: &str = " ubnd ca tand bv truong dai ubmttq cty shop cafe chua ngan ";
    let pair = (tokens.key(i), tokens.key(i + 1));
    ONE.contains(&[" ", pair.0, " "].concat()) && !tokens.is(i + 1, '.')
        || matches!(
            pair,
            ("cong", "an" | "vien" | "ty")
                | ("benh", "vien")
                | ("nha", "hang" | "van" | "sach" | "tang")
                | ("uy", "ban")
                | ("buu", "dien")
                | ("toa", "an")
                | ("phong", "kham" | "cong")
                | ("trung", "tam")
                | ("van", "phong")
                | ("tram", "y")
        )
}

fn is_street(key: &str) -> bool {
    matches!(key, "duong" | "pho" | "ngo" | "ngach" | "hem" | "kiet")
}

/// Who speaks of himself without doubt: "anh" and "con" are also other people.
fn plainly_myself(tokens: &Tokens<'_>, i: usize) -> bool {
    matches!(tokens.exact(i), "tôi" | "em" | "mình" | "tui" | "e" | "my" | "i" | "toi" | "minh")
}

impl<'t, 'b> Scan<'t, 'b> {
    pub fn new(tokens: &'t Tokens<'t>, book: Option<&'b dyn AddressBook>) -> Self {
        Scan {
            tokens,
            book,
            looked_up: std::cell::Cell::new(0),
            steps: Vec::new(),
            taken: vec![false; tokens.len() + 1],
            heading: None,
            body: None,
            other_paper: None,
            identified: false,
            back: false,
        }
    }

    pub fn run(mut self) -> Vec<Step> {
        table::read(&mut self);
        let mut i = 0;
        while i < self.tokens.len() {
            i = if self.is_taken(i) { i + 1 } else { self.step(i).max(i + 1) };
        }
        self.steps.sort_by_key(|s| s.from);
        self.steps
    }

    pub fn is_taken(&self, i: usize) -> bool {
        self.taken.get(i).copied().unwrap_or(false)
    }

    pub fn take(&mut self, from: usize, to: usize) {
        let to = to.min(self.taken.len());
        if from < to {
            self.taken[from..to].fill(true);
        }
    }

    fn line(&self, i: usize) -> usize {
        self.tokens.get(i).map_or(0, |t| t.line)
    }

    /// The token behind byte `end`.
    fn behind(&self, end: usize) -> usize {
        self.tokens.at(end)
    }

    fn push(&mut self, from: usize, to: usize, act: Act) {
        self.take(from, to);
        self.steps.push(Step { from, to, act, title: None });
    }

    pub fn push_value(&mut self, read: Read, who: Who, labelled: bool) -> usize {
        let from = self.tokens.at(read.span.0);
        let to = self.behind(read.span.1);
        if matches!(
            read.attribute,
            "person.id.number" | "person.id.old-number" | "person.passport.number" | "person.tax.number"
        ) {
            self.other_paper = None;
            self.identified = true;
        }
        self.push(from, to, Act::Value { read, who, labelled });
        to
    }

    /// The last name, if it stands in the line of token `i`.
    fn named_in_line(&self, i: usize) -> Option<&Step> {
        let line = self.line(i);
        let names = self.steps.iter().rev().take(12).find(|s| matches!(s.act, Act::Name { .. }));
        names.filter(|s| self.line(s.from) == line)
    }

    /// What begins with token `i`; the token to go on with.
    fn step(&mut self, i: usize) -> usize {
        let tokens = self.tokens;
        let Some(token) = tokens.get(i) else { return i + 1 };
        match token.kind {
            Kind::Line => i + 1,
            Kind::Sign('@') => self.mail(i),
            Kind::Sign('+') => self.number(i),
            Kind::Sign('(') if tokens.get(i + 1).is_some_and(|t| t.number() || t.is('+')) => {
                // "(028) 3829 1234", "(1990)".
                let next = self.number(i);
                if next > i { next } else { i + 1 }
            }
            Kind::Sign(_) => i + 1,
            Kind::Number => self.number(i),
            Kind::Word => self.word(i),
        }
    }

    fn mail(&mut self, i: usize) -> usize {
        let tokens = self.tokens;
        let Some(read) = tokens.get(i).and_then(|t| email(tokens.text, t.start)) else { return i + 1 };
        let from = tokens.at(read.span.0);
        if self.body == Some(self.line(i)) || (from..i).any(|k| self.is_taken(k)) {
            return self.behind(read.span.1);
        }
        self.push_value(read, Who::Current, false)
    }

    fn number(&mut self, i: usize) -> usize {
        let tokens = self.tokens;
        let Some(token) = tokens.get(i) else { return i + 1 };
        if let Some(read) = health(tokens.text, token.start, false).filter(|_| token.word()) {
            return self.push_value(read, Who::Current, false);
        }
        if !stands_alone(tokens, i) {
            return i + 1;
        }
        let named = self.named_in_line(i).map(|s| s.to);
        if let Some(read) = phone(tokens.text, token.start) {
            if self.body == Some(self.line(i)) {
                let end = self.behind(read.span.1);
                self.take(i, end);
                return end;
            }
            return self.push_value(read, Who::Current, false);
        }
        // Bare, it needs a person beside it.
        if let Some((number, end)) = self.citizen_id(i)
            && (named.is_some() || self.referred(i) || self.name_follows(i))
        {
            let read = Read {
                attribute: "person.id.number",
                span: (token.start, end),
                value: Value::Text(number.as_str().into()),
                sure: false,
            };
            return self.push_value(read, Who::Current, false);
        }
        // A date beside a name.
        let beside = self.steps.last().filter(|s| match &s.act {
            Act::Name { .. } | Act::Relation(_) => true,
            Act::Value { read, .. } => read.attribute == "person.sex",
            _ => false,
        });
        if let Some(to) = beside.filter(|s| self.line(s.from) == self.line(i)).map(|s| s.to)
            && i - to <= 3
            && (to..i).all(|k| matches!(tokens.get(k).map(|t| t.kind), Some(Kind::Sign(c)) if ",-(|;\t.:".contains(c) || !c.is_ascii()))
        {
            let near = Dates { partial: token.end - token.start == 4, compact: false, short_year: false };
            if let Some((end, found, _)) = date(tokens, i, near)
                && (1900..2040).contains(&found.year())
            {
                let read = Read { attribute: "person.birth.date", span: (token.start, end), value: Value::Date(found), sure: false };
                return self.push_value(read, Who::Current, false);
            }
        }
        self.by_number(i).unwrap_or(i + 1)
    }

    /// Twelve digits that can be a citizen ID, and where they end.
    fn citizen_id(&self, i: usize) -> Option<(String, usize)> {
        let token = self.tokens.get(i).filter(|t| t.number())?;
        let (number, end, _) = digits(self.tokens.text, token.start, &[12], false)?;
        CitizenId::parse(&number).is_ok_and(|id| plausible(&id)).then_some((number, end))
    }

    /// Whether somebody's relation was named just before token `i`.
    fn referred(&self, i: usize) -> bool {
        self.steps.last().is_some_and(|s| {
            matches!(s.act, Act::Refer(_)) && s.to <= i && i - s.to <= 4 && self.line(s.from) == self.line(i)
        })
    }

    /// An address that begins with a house number and ends with a province.
    fn by_number(&mut self, i: usize) -> Option<usize> {
        let tokens = self.tokens;
        let street = (i + 1..i + 6).find(|k| tokens.get(*k).is_some_and(|t| t.word() && t.gap))?;
        let before = i.checked_sub(1).and_then(|b| tokens.get(b)).filter(|_| !tokens.begins_line(i));
        let opens = before.is_none_or(|t| match t.kind {
            Kind::Word => !t.capital() && !is_address_word(tokens, i - 1),
            Kind::Sign(c) => matches!(c, ':' | '-' | '(' | ';' | '|'),
            _ => false,
        });
        if !opens {
            return None;
        }
        let glued = (i + 1..street).all(|k| tokens.get(k).is_some_and(|t| !t.gap));
        if !glued
            || !tokens.get(street)?.capital() && !is_street(tokens.key(street))
            || self.body == Some(self.line(i))
            || self.former(i)
            || self.elsewhere(i)
        {
            return None;
        }
        let read = place(tokens, i, true, |k| self.is_taken(k))?;
        let known = |scan: &Self| scan.lookup().is_some_and(|book| known(tokens, i, read.end, book));
        let fits = read.certain()
            && read.likely()
            && (self.commas(i, read.end) >= 2 || self.commas(i, read.end) == 1 && known(self));
        fits.then(|| self.push_place("person.address.residence", i, read.end, Who::Current, false, false))
    }

    /// Whether a name stands behind token `i` in its line, a few tokens on.
    fn name_follows(&self, i: usize) -> bool {
        let tokens = self.tokens;
        (i + 1..i + 14)
            .take_while(|k| !tokens.is_line(*k))
            .any(|k| family(tokens, k) && name(tokens, k, Because::Shape).is_some())
    }

    fn word(&mut self, i: usize) -> usize {
        let tokens = self.tokens;
        let glued_label = i > 0 && tokens.get(i).is_some_and(|t| !t.gap) && tokens.is(i - 1, '@');
        if glued_label {
            return i + 1;
        }
        // The local part of an e-mail address is no word.
        if let Some(at) = self.mail_ahead(i) {
            return self.mail(at);
        }
        // Whom a forwarded mail went to.
        if tokens.begins_line(i) && matches!(tokens.key(i), "to" | "cc" | "bcc") && tokens.is(i + 1, ':') {
            return (i..).find(|k| tokens.is_line(*k)).unwrap_or(i + 1);
        }
        if self.back && tokens.begins_line(i) && tokens.key(i) == "ngay" {
            self.back = false;
            if let Some(next) = self.labelled("person.id.issued-on", i, i + 1) {
                return next;
            }
        }
        if tokens.key(i) == "dau" && (tokens.key(i + 1), tokens.key(i + 2)) == ("vet", "rieng") {
            self.back = true;
            self.identified = true;
        }
        let phrases: Vec<(What, usize)> = words().all(tokens, i).collect();
        if phrases.iter().any(|(what, _)| *what == What::OtherPaper) {
            self.other_paper = Some(self.line(i));
        }
        // A longer phrase first; of equal ones labels before people.
        for (what, end) in &phrases {
            match what {
                What::Label(attribute) => {
                    if let Some(next) = self.labelled(attribute, i, *end) {
                        return next;
                    }
                    if matches!(
                        *attribute,
                        "person.id.number"
                            | "person.id.old-number"
                            | "person.insurance.health"
                            | "person.insurance.social"
                            | "person.passport.number"
                    ) && end - i >= 2
                    {
                        self.heading = Some(attribute);
                    }
                }
                What::NotPersonal | What::OtherDate => return self.silence(*end),
                What::Body => {
                    self.body = Some(self.line(i));
                    return *end;
                }
                What::OtherPaper => {}
                What::RelationTo => {
                    let mut k = *end;
                    while tokens.is(k, ':') || tokens.is(k, '-') {
                        k += 1;
                    }
                    if let Some((kin, end)) = kin_at(tokens, k) {
                        // Above a name it is said of the name.
                        if tokens.begins_line(i)
                            && tokens.is_line(end)
                            && label_at(tokens, end + 1).is_some_and(|(a, _)| a == "person.name")
                        {
                            self.push(i, i + 1, Act::Forget);
                            let read = Read {
                                attribute: super::RELATION,
                                span: tokens.span(k, end),
                                value: Value::Text(kin.id.into()),
                                sure: true,
                            };
                            return self.push_value(read, Who::Current, true);
                        }
                        self.push(k, end, Act::Relation(kin));
                        return end;
                    }
                    return k;
                }
                What::Kin(_) if tokens.exact(i) == "ma" => {}
                // "vợ chồng tôi", "cha mẹ": both, so neither.
                What::Kin(_)
                    if tokens.get(*end).is_some_and(|t| t.gap)
                        && kin_at(tokens, *end).is_some_and(|(_, e)| e == *end + 1 && !tokens.is(e, ':')) =>
                {
                    return *end + 1;
                }
                What::Kin(kin) => {
                    if let Some(next) = self.kin(kin, i, *end) {
                        return next;
                    }
                }
                What::Myself if plainly_myself(tokens, i) => {
                    if let Some(next) = self.myself(i, *end) {
                        return next;
                    }
                }
                What::Title => {
                    if let Some(next) = self.title(i, *end) {
                        return next;
                    }
                }
                What::Myself | What::Elsewhere => {}
            }
        }
        // "Số: …" under the heading of a paper.
        if matches!(tokens.key(i), "so" | "no" | "ma")
            && let Some(attribute) = self.heading
        {
            let end = i + if tokens.key(i) == "ma" && tokens.key(i + 1) == "so" { 2 } else { 1 };
            if let Some(next) = self.labelled(attribute, i, end) {
                return next;
            }
        }
        if tokens.key(i) == "k"
            && tokens.get(i + 1).is_some_and(|t| t.number() && !t.gap)
            && let Some(next) = self.by_number(i)
        {
            return next;
        }
        if let Some(next) = self.sex(i) {
            return next;
        }
        if let Some(next) = self.name_by_shape(i) {
            return next;
        }
        if self.heading == Some("person.insurance.health")
            && let Some(read) = tokens.get(i).and_then(|t| health(tokens.text, t.start, false))
        {
            return self.push_value(read, Who::Current, true);
        }
        if let Some((from, read)) = by_shape(tokens, i, self.lookup(), |k| self.is_taken(k))
            && self.body != Some(self.line(i))
            && !self.former(from)
            && !self.elsewhere(from)
            && !matches!(tokens.key(from.wrapping_sub(1)), "tai" | "at")
            && self.lived_in(from, read.end)
        {
            return self.push_place("person.address.residence", from, read.end, Who::Current, false, false);
        }
        phrases.iter().filter(|(what, _)| matches!(what, What::Label(_))).map(|(_, end)| *end).next().unwrap_or(i + 1)
    }

    fn mail_ahead(&self, i: usize) -> Option<usize> {
        let tokens = self.tokens;
        (i + 1..i + 12).take_while(|k| tokens.get(*k).is_some_and(|t| !t.gap)).find(|k| tokens.is(*k, '@')).filter(
            |at| tokens.get(*at).and_then(|t| email(tokens.text, t.start)).is_some_and(|r| tokens.at(r.span.0) == i),
        )
    }

    fn lookup(&self) -> Option<&'b dyn AddressBook> {
        let count = self.looked_up.get();
        self.looked_up.set(count + 1);
        self.book.filter(|_| count < MOST_LOOKED_UP)
    }

    /// Whether an address that begins with token `i` is of a thing or an event, by what stands before it in its sentence.
    fn elsewhere(&self, i: usize) -> bool {
        let tokens = self.tokens;
        let told = |k: usize| words().find(tokens, k, |what| (what == What::Elsewhere).then_some(())).is_some();
        let ends = |k: usize| {
            tokens.is_line(k) || tokens.is(k, ';') || tokens.is(k, '.') && tokens.get(k + 1).is_some_and(|t| t.gap)
        };
        told(i) || (i.saturating_sub(16)..i).rev().take_while(|k| !ends(*k)).any(told)
    }

    /// Whether an address that nothing announces is more than the name of a place: it has a house, stands beside a person's
    /// name, is all of its line, or something goes there.
    fn lived_in(&self, from: usize, to: usize) -> bool {
        let tokens = self.tokens;
        let house = tokens.get(from).is_some_and(|t| t.number())
            || matches!(tokens.key(from), "so" | "chung" | "can" | "lo" | "phong" | "k");
        let goes = (from.saturating_sub(2)..from)
            .any(|k| matches!(tokens.key(k), "gui" | "ship" | "giao" | "ve" | "toi" | "den" | "nhan"));
        house || goes || self.named_in_line(from).is_some() || self.alone(from, to).0
    }

    /// Where one lived once is not asked.
    fn former(&self, i: usize) -> bool {
        (i.saturating_sub(4)..i).any(|k| matches!(self.tokens.exact(k), "trước" | "xưa" | "truoc" | "gọi"))
    }

    /// Takes the number or date that follows out of the game.
    fn silence(&mut self, from: usize) -> usize {
        let tokens = self.tokens;
        let mut k = from;
        let stop = from + 8;
        while k < stop && !tokens.is_line(k) && !tokens.get(k).is_some_and(|t| t.number()) {
            if label_at(tokens, k).is_some_and(|(_, end)| end > k + 1) {
                return from;
            }
            k += 1;
        }
        if !tokens.get(k).is_some_and(|t| t.number()) {
            return from;
        }
        // A date whole, or a number in groups.
        let mut end = k + 1;
        if let Some((to, _, _)) = date(tokens, k, ALL_DATES) {
            end = end.max(self.behind(to));
        }
        while tokens.get(end).is_some_and(|t| t.number())
            || matches!(tokens.get(end).map(|t| t.kind), Some(Kind::Sign('.' | '-' | '/')))
                && tokens.get(end + 1).is_some_and(|t| t.number() && !t.gap)
        {
            end += 1;
        }
        // The last groups may be those of a telephone number.
        if let Some(at) =
            (k + 1..end).find(|at| tokens.get(*at).is_some_and(|t| t.gap && phone(tokens.text, t.start).is_some()))
        {
            end = at;
        }
        self.take(k, end);
        end
    }

    /// A label and its value.
    fn labelled(&mut self, attribute: &'static str, from: usize, end: usize) -> Option<usize> {
        let tokens = self.tokens;
        let one_letter = end == from + 1 && tokens.exact(from).chars().count() == 1;
        if one_letter && !is_place(attribute) && !tokens.is(end, ':') {
            return None;
        }
        if is_place(attribute) && matches!(tokens.exact(end), "cũ" | "cu" | "trước" | "truoc") {
            let mut k = end;
            while k < end + 5 && (tokens.is(k, ':') || matches!(tokens.key(k), "cu" | "truoc" | "day" | "kia")) {
                k += 1;
            }
            let end = place(tokens, k, true, |at| self.is_taken(at)).map_or(k, |read| read.end);
            self.take(from, end);
            return Some(end);
        }
        // "Họ tên người đăng ký:".
        let mut end = end;
        if attribute == "person.name" && end - from >= 2 {
            let colon = (end..end + 5)
                .take_while(|k| tokens.get(*k).is_some_and(|t| t.word() || t.is(':')))
                .find(|k| tokens.is(*k, ':'));
            let told = |k: usize| kin_at(tokens, k).is_some() || label_at(tokens, k).is_some_and(|(_, e)| e > k + 1);
            if let Some(colon) = colon.filter(|colon| !(end..*colon).any(told)) {
                end = colon;
            }
        }
        let contact =
            attribute == "person.phone" && end - from >= 2 && tokens.key(end - 1) == "he" && tokens.begins_line(from);
        // "Đã sinh con vào lúc …": not one's own birth.
        if attribute == "person.birth.date"
            && matches!(tokens.key(end), "con" | "be")
            && end == from + 1
            && !tokens.is(end, ':')
        {
            return Some(self.silence(end));
        }
        let mut who = if contact { Who::Contact } else { Who::Current };
        let mut also = None;
        let mut k = end;
        let mut crossed = false;
        let mut colon = false;
        let mut of = false;
        // "sđt em", "tên tôi".
        for _ in 0..16 {
            let token = tokens.get(k)?;
            let word = token.word();
            let skippable = word
                && (in_list(BETWEEN, tokens.key(k))
                    || kin_at(tokens, k).is_some()
                    || myself_at(tokens, k).is_some()
                    || title_at(tokens, k).is_some())
                && !(attribute == "person.name"
                    && colon
                    && token.capital()
                    && !tokens.is(k + 1, ':')
                    && family(tokens, k))
                && !(is_place(attribute)
                    && matches!(tokens.exact(k), "số" | "nhà" | "bến" | "bản" | "so" | "ben" | "ban"))
                && !(is_place(attribute) && token.capital() && (colon || crossed) && kin_at(tokens, k).is_none());
            if !(skippable && (is_place(attribute)))
                && let Some(next) = self.value_here(attribute, from, k, who, also, colon || crossed || end - from >= 2)
            {
                return Some(next);
            }
            match token.kind {
                Kind::Line => {
                    let next = k + 1;
                    let label_next = label_at(tokens, next).is_some_and(|(_, e)| e > next + 1 || tokens.is(e, ':'));
                    if crossed || label_next || tokens.is_line(next) && !colon || !(end - from >= 2 || colon) {
                        return None;
                    }
                    crossed = true;
                    k += 1;
                }
                Kind::Sign('/') => {
                    k += 1;
                    if let Some((_, e)) = label_at(tokens, k) {
                        k = e;
                    }
                }
                Kind::Sign('(') => {
                    let close = (k + 1..k + 9).take_while(|c| !tokens.is_line(*c)).find(|c| tokens.is(*c, ')'));
                    match close {
                        Some(close) if tokens.is(close + 1, ':') => k = close + 1,
                        _ => k += 1,
                    }
                }
                Kind::Sign(':' | '=') => {
                    colon = true;
                    k += 1;
                }
                Kind::Sign('-' | '.' | '*' | ')' | '"' | '\'' | '_' | '[' | ']' | '<' | '\t' | '#') => k += 1,
                Kind::Sign(_) => return None,
                Kind::Number => {
                    // "lúc 6h15 ngày", "03 giờ 40 phút".
                    let hour = matches!(tokens.key(k + 1), "h" | "gio" | "g");
                    if attribute != "person.birth.date" || !hour {
                        return None;
                    }
                    k += 2;
                    while tokens.get(k).is_some_and(|t| t.number()) && k < end + 8
                        || matches!(tokens.key(k), "phut" | "p")
                        || tokens.is(k, ',')
                    {
                        k += 1;
                    }
                }
                Kind::Word => {
                    if let Some((kin, e)) = kin_at(tokens, k).filter(|_| !in_list(" t ", tokens.key(k))) {
                        match who {
                            Who::Kin(..) => also = also.or(Some((kin, (k, e)))),
                            _ => who = Who::Kin(kin, (k, e)),
                        }
                        k = e;
                    } else if let Some((other, e)) =
                        label_at(tokens, k).filter(|(other, _)| *other == attribute || crossed || tokens.is(k - 1, '/'))
                    {
                        if other != attribute && !tokens.is(k - 1, '/') {
                            return None;
                        }
                        k = e;
                    } else if let Some(e) = myself_at(tokens, k) {
                        if who == Who::Current && (plainly_myself(tokens, k) || of) && !crossed {
                            who = Who::Myself;
                        }
                        k = e;
                    } else if of
                        && !is_place(attribute)
                        && attribute != "person.name"
                        && let Some((e, sure)) = name(tokens, k, Because::Label)
                    {
                        // "BHXH của Lưu Văn Thắng: mã số …".
                        self.push(k, e, Act::Name { sure, who, also, aside: false, signed: false });
                        of = false;
                        k = e;
                    } else if let Some(e) = title_at(tokens, k) {
                        of = tokens.key(k) == "cua";
                        k = e;
                    } else if in_list(BETWEEN, tokens.key(k)) {
                        of = tokens.key(k) == "cua";
                        k += 1;
                    } else {
                        return None;
                    }
                }
            }
        }
        None
    }

    /// The value of a label, if one begins with token `k`.
    fn value_here(
        &mut self,
        attribute: &'static str,
        label: usize,
        k: usize,
        who: Who,
        also: Option<(&'static Kin, (usize, usize))>,
        strong: bool,
    ) -> Option<usize> {
        let tokens = self.tokens;
        if self.is_taken(k) || tokens.is_line(k) {
            return None;
        }
        if attribute == "person.name" {
            let (end, sure) = name(tokens, k, Because::Label)?;
            if tokens.get(k)?.case == Case::Lower
                && !strong
                && who == Who::Current
                && !matches!(tokens.key(k.saturating_sub(1)), "ten" | "la")
            {
                return None;
            }
            let who = if who == Who::Current { self.before_label(label) } else { who };
            self.body = None;
            self.push(k, end, Act::Name { sure, who, also, aside: false, signed: false });
            return Some(end);
        }
        if is_place(attribute) {
            let head = tokens.get(k).filter(|t| t.word() || t.number())?;
            let read = place(tokens, k, strong, |at| self.is_taken(at))?;
            let weak = !strong && matches!(attribute, "person.address.current" | "person.address.residence");
            if !matches!(attribute, "person.birth.place") && office(tokens, k) || weak && self.elsewhere(k) {
                self.take(k, read.end);
                return None;
            }
            let institution = matches!(tokens.key(k), "bv" | "benh" | "tram" | "nha" | "trung");
            let capital = head.capital() || head.number();
            let loose = matches!(attribute, "person.hometown" | "person.birth.place");
            let found = if strong {
                read.likely() || capital && self.commas(k, read.end) > 0
            } else {
                read.certain() || read.likely() && self.commas(k, read.end) > 0
            };
            let fits = found || loose && (institution || capital && head.word() && (strong || read.end - k >= 2));
            let fits = fits
                || !strong
                    && attribute == "person.address.residence"
                    && tokens.is(k.wrapping_sub(1), ':')
                    && read.likely();
            if !fits || self.former(label) {
                if self.former(label) {
                    self.take(k, read.end);
                }
                return None;
            }
            if self.body == Some(self.line(k)) && PERSONAL.contains(&attribute) {
                self.take(k, read.end);
                return Some(read.end);
            }
            let sure = strong && read.certain();
            return Some(self.push_place(attribute, k, read.end, who, sure, true));
        }
        let read = value(tokens, attribute, k)?;
        if self.body == Some(self.line(k)) && PERSONAL.contains(&attribute) {
            let end = self.behind(read.span.1);
            self.take(k, end);
            return Some(end);
        }
        // Words of their own, with a colon, need no number before them.
        let told = tokens.begins_line(label) || (label..k).any(|at| tokens.is(at, ':'));
        let of_a_paper = self.identified || self.heading.is_some() || told && k > label + 2;
        let other_paper = self
            .other_paper
            .is_some_and(|line| line == self.line(label) || line + 1 == self.line(label) && tokens.begins_line(label));
        if attribute == "person.id.issued-on" && (other_paper || !of_a_paper) {
            let end = self.behind(read.span.1);
            self.take(k, end);
            return Some(end);
        }
        if attribute == "person.ethnicity" && tokens.key(label) == "nguoi" && k != label + 1 {
            return None;
        }
        let birth = attribute == "person.birth.date";
        let end = self.push_value(read, who, true);
        // "sinh ngày … tại …".
        if birth
            && tokens.means(end, "tại", "tai", false)
            && let Some(read) = place(tokens, end + 1, false, |at| self.is_taken(at))
            && tokens.get(end + 1).is_some_and(|t| t.capital() || t.word())
            && (read.likely() || matches!(tokens.key(end + 1), "bv" | "benh" | "tram"))
        {
            return Some(self.push_place("person.birth.place", end + 1, read.end, who, false, true));
        }
        Some(end)
    }

    /// Who stands before a label: "em tên", "tôi tên là".
    fn before_label(&self, label: usize) -> Who {
        let Some(before) = label.checked_sub(1) else { return Who::Current };
        if myself_at(self.tokens, before) == Some(label) && plainly_myself(self.tokens, before) {
            return Who::Myself;
        }
        Who::Current
    }

    fn commas(&self, from: usize, to: usize) -> usize {
        (from..to).filter(|k| self.tokens.is(*k, ',')).count()
    }

    fn push_place(
        &mut self,
        attribute: &'static str,
        from: usize,
        to: usize,
        who: Who,
        sure: bool,
        labelled: bool,
    ) -> usize {
        let tokens = self.tokens;
        let span = tokens.span(from, to);
        let text = clean(tokens.text.get(span.0..span.1).unwrap_or_default());
        let sure = sure && self.lookup().is_none_or(|book| known(tokens, from, to, book));
        let read = Read { attribute, span, value: Value::Text(text.as_str().into()), sure };
        self.push_value(read, who, labelled);
        to
    }

    /// Somebody's relation: with a name behind it, or with something that is said of them.
    fn kin(&mut self, kin: &'static Kin, from: usize, end: usize) -> Option<usize> {
        let tokens = self.tokens;
        let mut k = end;
        let mut link = false;
        let mut comma = false;
        let mut also = None;
        for _ in 0..10 {
            let token = tokens.get(k)?;
            if token.word() && (token.capital() || link) && !self.is_taken(k) {
                let skip = title_at(tokens, k).is_some()
                    && tokens.get(k + 1).is_some_and(|t| t.capital())
                    && !family(tokens, k);
                if !skip
                    && let Some((name_end, sure)) = name(tokens, k, if link { Because::Label } else { Because::Kin })
                    && (link || family(tokens, k))
                {
                    self.body = None;
                    self.push(from, end, Act::Refer(Who::Current));
                    self.steps.pop();
                    self.push(
                        k,
                        name_end,
                        Act::Name { sure, who: Who::Kin(kin, (from, end)), also, aside: false, signed: false },
                    );
                    return Some(name_end);
                }
            }
            match token.kind {
                Kind::Sign(':' | '=') => {
                    link = true;
                    k += 1;
                }
                Kind::Sign('-' | '(' | '.' | '"' | '\'') => k += 1,
                Kind::Sign(',') if !comma && k > end => {
                    comma = true;
                    k += 1;
                }
                Kind::Word => {
                    let key = tokens.key(k);
                    if matches!(key, "la" | "is" | "ten" | "named") {
                        link = true;
                        k += 1;
                    } else if let Some(("person.name", e)) = label_at(tokens, k) {
                        link = true;
                        k = e;
                    } else if key == "cua" {
                        if myself_at(tokens, k + 1).is_some() && !tokens.get(k + 2).is_some_and(|t| t.capital()) {
                            k += 1;
                            continue;
                        }
                        // "mẹ của cháu Bảo": the one spoken of is a mother.
                        if title_at(tokens, k + 1).is_some() || family(tokens, k + 1) {
                            if self.named_in_line(from).is_some() {
                                self.push(from, end, Act::Relation(kin));
                            }
                            return Some(k + 1);
                        }
                        return None;
                    } else if kin.id == "child" && matches!(key, "ong" | "ba") && !link {
                        // "con ông A và bà B": who they are is not whose child.
                        return self.parents(k);
                    } else if let Some((other, e)) = kin_at(tokens, k).filter(|_| link && also.is_none()) {
                        also = Some((other, (k, e)));
                        link = false;
                        k = e;
                    } else if in_list(BEHIND_KIN, key) || title_at(tokens, k).is_some() && !matches!(key, "gap") {
                        k = title_at(tokens, k).unwrap_or(k + 1);
                    } else {
                        break;
                    }
                }
                _ => break,
            }
        }
        // Said of the one in this line: "…, 1965, chủ hộ".
        let before = from.checked_sub(1).and_then(|b| tokens.get(b));
        let sign = |i: usize| {
            matches!(tokens.get(i).map(|t| t.kind), Some(Kind::Sign(',' | '-' | '(' | '|' | ';' | '\t' | ')' | '.')))
        };
        if before.is_some_and(|_| sign(from - 1))
            && (tokens.is_line(end) || sign(end))
            && self.named_in_line(from).is_some()
        {
            self.push(from, end, Act::Relation(kin));
            return Some(end);
        }
        // The heading of what follows: "Thông tin người mẹ", "Mẹ:".
        let mut below = end;
        while tokens.is(below, ':') || tokens.is(below, '*') {
            below += 1;
        }
        let near = (from.saturating_sub(4)..=from)
            .any(|k| tokens.begins_line(k) && (k..from).all(|w| tokens.get(w).is_some_and(|t| t.kind != Kind::Line)));
        if near
            && tokens.get(below).is_some_and(|t| t.kind == Kind::Line)
            && label_at(tokens, below + 1).is_some_and(|(_, e)| e > below + 2 || tokens.is(e, ':'))
        {
            self.push(from, end, Act::Refer(Who::Kin(kin, (from, end))));
            return Some(end);
        }
        // Said of the relation: a label or a telephone number follows.
        let mut k = end;
        while k < end + 4
            && label_at(tokens, k).is_none()
            && (in_list(BEHIND_KIN, tokens.key(k)) || tokens.key(k) == "la" || tokens.is(k, ':') || tokens.is(k, '-'))
        {
            k += 1;
        }
        let said = label_at(tokens, k)
            .is_some_and(|(a, e)| a != "person.name" && (e > k + 1 || tokens.key(k).len() > 1))
            || tokens.get(k).is_some_and(|t| {
                phone(tokens.text, t.start).is_some()
                    || date(tokens, k, FULL_DATES).is_some()
                    || self.citizen_id(k).is_some()
            });
        if said {
            self.push(from, end, Act::Refer(Who::Kin(kin, (from, end))));
            return Some(end);
        }
        None
    }

    /// "ông A và bà B", said beside.
    fn parents(&mut self, from: usize) -> Option<usize> {
        let tokens = self.tokens;
        let mut k = from;
        let mut found = None;
        for _ in 0..2 {
            while matches!(tokens.key(k), "ong" | "ba" | "va") || tokens.is(k, ':') {
                k += 1;
            }
            let Some((end, sure)) = name(tokens, k, Because::Kin) else { break };
            self.push(k, end, Act::Name { sure, who: Who::Current, also: None, aside: true, signed: false });
            found = Some(end);
            k = end;
        }
        found
    }

    /// Who writes: "tôi là …", "em ở …".
    fn myself(&mut self, from: usize, end: usize) -> Option<usize> {
        let tokens = self.tokens;
        let mut k = end;
        while matches!(tokens.key(k), "hien" | "dang" | "cung" | "nay" | "co" | "s") {
            k += 1;
        }
        if (matches!(tokens.key(k), "la" | "am" | "m") || tokens.is(k, ':'))
            && let Some((name_end, sure)) = name(tokens, k + 1, Because::Label)
        {
            self.body = None;
            self.push(k + 1, name_end, Act::Name { sure, who: Who::Myself, also: None, aside: false, signed: false });
            return Some(name_end);
        }
        // "Tôi là chủ hộ, …".
        if tokens.key(k) == "la"
            && let Some((kin, e)) = kin_at(tokens, k + 1).filter(|(_, e)| {
                tokens.is_line(*e)
                    || tokens.key(*e) == "cua"
                    || matches!(tokens.get(*e).map(|t| t.kind), Some(Kind::Sign(',' | '.' | ';')))
            })
        {
            self.push(from, from + 1, Act::Refer(Who::Myself));
            self.push(k + 1, e, Act::Relation(kin));
            if tokens.key(e) == "cua" {
                self.push(e, e + 1, Act::Forget);
            }
            return Some(e);
        }
        // "… còn của em là 0979…".
        if tokens.key(from.wrapping_sub(1)) == "cua" {
            let mut v = end;
            while tokens.key(v) == "la" || tokens.is(v, ':') {
                v += 1;
            }
            if tokens.get(v).is_some_and(|t| phone(tokens.text, t.start).is_some()) || self.citizen_id(v).is_some() {
                self.push(from, end, Act::Refer(Who::Myself));
                return Some(end);
            }
        }
        // "vợ tôi", "cho em": not the one of whom something is said.
        let before = from.checked_sub(1);
        let owned = before.is_some_and(|b| {
            tokens.get(b).is_some_and(|t| t.word())
                && !tokens.is_line(b)
                && !matches!(
                    tokens.key(b),
                    "da" | "thi" | "ma" | "con" | "va" | "hien" | "nay" | "hoi" | "anh" | "chi" | "oi"
                )
        });
        let label =
            label_at(tokens, k).is_some_and(|(a, e)| a != "person.name" && (e > k + 1 || tokens.exact(k).len() > 1));
        if label && !owned {
            self.push(from, end, Act::Refer(Who::Myself));
            return Some(end);
        }
        None
    }

    /// A title and the name behind it, or what is said of whoever was called so.
    fn title(&mut self, from: usize, end: usize) -> Option<usize> {
        let tokens = self.tokens;
        // A family name that is also a title.
        if matches!(tokens.key(from), "ong") && matches!(tokens.key(end), "van" | "thi") {
            return self.name_by_shape(from);
        }
        // "Em tên …" is said of whoever writes.
        if plainly_myself(tokens, from) && matches!(tokens.key(end), "ten" | "la") {
            return None;
        }
        let mut k = end;
        while tokens.is(k, ':')
            || title_at(tokens, k).is_some_and(|e| e == k + 1) && !family(tokens, k)
            || tokens.is(k, '.') && tokens.key(k - 1).len() <= 3
        {
            k += 1;
            if k > end + 4 {
                return None;
            }
        }
        // "là", "của" and "tên" are enough for a whole name alone.
        if let Some((name_end, sure)) = name(tokens, k, Because::Shape).filter(|_| !of_a_thing(tokens, from)) {
            let line = self.line(k);
            if tokens.get(k).is_some_and(|t| t.line == line) && !self.is_taken(k) {
                let title = fold(tokens.exact(from));
                self.body = None;
                self.push(k, name_end, Act::Name { sure, who: Who::Current, also: None, aside: false, signed: false });
                if let Some(step) = self.steps.last_mut() {
                    step.title = Some(title);
                }
                return Some(name_end);
            }
        }
        let said = label_at(tokens, end)
            .is_some_and(|(a, e)| a != "person.name" && (e > end + 1 || tokens.key(end).len() > 1));
        if said && matches!(tokens.exact(from), "cháu" | "bé" | "ông" | "bà" | "anh" | "chị" | "cô" | "chau" | "be")
        {
            self.push(from, end, Act::Title(fold(tokens.exact(from))));
            return Some(end);
        }
        None
    }

    /// "nam" or "nữ" between signs, behind a name.
    fn sex(&mut self, i: usize) -> Option<usize> {
        let tokens = self.tokens;
        if !matches!(tokens.exact(i), "nam" | "nữ") {
            return None;
        }
        let sign = |k: usize| {
            matches!(tokens.get(k).map(|t| t.kind), Some(Kind::Sign(',' | '-' | '(' | ')' | '|' | ';' | '\t' | '.')))
        };
        let alone = i > 0 && sign(i - 1) && (tokens.is_line(i + 1) || sign(i + 1));
        if !alone || self.named_in_line(i).is_none() {
            return None;
        }
        let read = value(tokens, "person.sex", i)?;
        Some(self.push_value(read, Who::Current, false))
    }

    fn name_by_shape(&mut self, i: usize) -> Option<usize> {
        let tokens = self.tokens;
        // In the line of a firm a name without a title is the firm's.
        if !family(tokens, i) || of_a_thing(tokens, i) || self.body == Some(self.line(i)) {
            return None;
        }
        // Inside a longer run of capitals it is part of something else.
        let answers = |k: usize| matches!(tokens.key(k), "da" | "vang" | "ok" | "day" | "hi" | "hello" | "thua");
        if i > 0
            && tokens.get(i - 1).is_some_and(|t| t.capital())
            && tokens.get(i).is_some_and(|t| t.gap)
            && !tokens.begins_line(i)
            && !answers(i - 1)
        {
            return None;
        }
        let (end, sure) = name(tokens, i, Because::Shape)?;
        let (whole, signed) = self.alone(i, end);
        if !whole && !self.evidence(i, end) {
            return None;
        }
        self.body = None;
        self.push(i, end, Act::Name { sure: sure && !signed, who: Who::Current, also: None, aside: false, signed });
        Some(end)
    }

    /// Whether tokens `from..to` are all of a line or a cell; and all of a line, without a number before.
    fn alone(&self, from: usize, to: usize) -> (bool, bool) {
        let tokens = self.tokens;
        let cell = |k: usize| tokens.is_line(k) || tokens.is(k, '|') || tokens.is(k, '\t');
        let mut start = from;
        while start > 0 && !cell(start - 1) && start + 4 > from {
            let listed = matches!(
                tokens.get(start - 1).map(|t| t.kind),
                Some(Kind::Number | Kind::Sign('.' | ')' | '/' | '-' | '*' | '•' | '+' | '('))
            );
            if !listed {
                break;
            }
            start -= 1;
        }
        let mut end = to;
        while matches!(tokens.get(end).map(|t| t.kind), Some(Kind::Sign('.' | ',' | ';' | ')'))) && end < to + 2 {
            end += 1;
        }
        let whole = (start == 0 || cell(start - 1)) && cell(end);
        (whole, whole && start == from)
    }

    /// Whether what stands beside a name says that it is a person's.
    fn evidence(&self, from: usize, to: usize) -> bool {
        let tokens = self.tokens;
        let sign = |k: usize| {
            matches!(
                tokens.get(k).map(|t| t.kind),
                Some(Kind::Sign(',' | '-' | '(' | '|' | ';' | '\t' | ':' | '<' | '='))
            )
        };
        let mut k = to;
        while k < to + 3 && sign(k) {
            k += 1;
        }
        let line = self.line(from);
        if self.line(k) == line {
            let label = label_at(tokens, k).is_some_and(|(a, e)| {
                a != "person.name"
                    && (e > k + 1 || tokens.key(k).len() > 1)
                    && !(is_place(a) && e == k + 1 && !tokens.is(e, ':'))
            });
            let account = k > to
                && words().all(tokens, k).any(|(what, _)| what == What::NotPersonal)
                && matches!(tokens.key(k), "stk" | "so" | "tk" | "tai");
            let near = Dates { partial: true, compact: false, short_year: false };
            let number = tokens.get(k).is_some_and(|t| t.number() || t.is('+'));
            let dated = number
                && date(tokens, k, near).is_some_and(|(_, d, _)| (1900..2040).contains(&d.year()))
                && (k > to || tokens.get(k).is_some_and(|t| t.gap));
            let called = tokens.get(k).filter(|_| number).is_some_and(|t| {
                phone(tokens.text, t.start).is_some() || digits(tokens.text, t.start, &[12], false).is_some()
            });
            let sexed = k > to && matches!(tokens.exact(k), "nam" | "nữ");
            let mailed = k > to && self.mail_ahead(k).is_some();
            let related =
                k > to && kin_at(tokens, k).is_some_and(|(_, e)| tokens.is_line(e) || sign(e) || tokens.is(e, ')'));
            if label || dated || called || sexed || mailed || related || account {
                return true;
            }
        }
        // "… và Nguyễn Tuấn Phát", behind another name.
        if tokens.key(from.wrapping_sub(1)) == "va"
            && self.steps.last().is_some_and(|s| matches!(s.act, Act::Name { .. }) && s.to + 1 == from)
        {
            return true;
        }
        // A sentence of its own, where nobody was named yet.
        let ends = tokens.is_line(to)
            || (tokens.is(to, '.') || tokens.is(to, ';'))
                && (tokens.is_line(to + 1) || tokens.get(to + 1).is_some_and(|t| t.gap));
        let opens = from
            .checked_sub(1)
            .is_some_and(|b| matches!(tokens.get(b).map(|t| t.kind), Some(Kind::Sign('.' | ';' | '-' | ')'))))
            && tokens.get(from).is_some_and(|t| t.gap);
        if ends
            && opens
            && self.named_in_line(from).is_none()
            && self.steps.last().is_some_and(|s| matches!(s.act, Act::Value { .. }) && self.line(s.from) == line)
        {
            return true;
        }
        // Behind a value, or in brackets behind one: "0912… - Nguyễn Văn A".
        let before = |back: usize| from.checked_sub(back).filter(|b| self.line(*b) == line);
        let mut back = 1;
        while back <= 3 && before(back).is_some_and(|b| sign(b) || tokens.is(b, ')')) {
            back += 1;
        }
        let value_before = back > 1 && before(back).is_some_and(|b| self.is_taken(b) && !tokens.is_line(b));
        value_before && !matches!(tokens.get(to).map(|t| t.kind), Some(Kind::Word))
    }
}
