//! E-mail addresses, as far as a form can judge them.

use super::{IdError, Wanted};
use crate::text;

/// An e-mail address: the part before @ as typed, the domain in small letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// The whole address.
    pub address: String,
    /// Where the domain starts in `address`, in bytes.
    domain: usize,
}

/// Domains that nine in ten Vietnamese private addresses use; a slip of one letter away from them is worth a question.
const COMMON: &[&str] =
    &["gmail.com", "yahoo.com", "yahoo.com.vn", "outlook.com", "hotmail.com", "icloud.com", "outlook.com.vn"];

/// RFC 5321, 4.5.3.1: the longest local part and the longest address that can be delivered.
const LONGEST: (usize, usize) = (64, 254);

impl Email {
    /// Reads an address: the dot-string form of RFC 5321 in ASCII with a domain of two or more labels. Quoted local parts,
    /// literal IP addresses and non-ASCII addresses exist on paper, but portals and mail servers of the State refuse them.
    pub fn parse(typed: &str) -> Result<Self, IdError> {
        let chars: Vec<(usize, char)> = typed.chars().enumerate().filter(|(_, c)| !text::is_invisible(*c)).collect();
        let blank = |c: &(usize, char)| c.1.is_whitespace();
        let start = chars.iter().position(|c| !blank(c)).ok_or(IdError::Empty)?;
        let end = chars.iter().rposition(|c| !blank(c)).map_or(start, |e| e + 1);
        let chars = chars.get(start..end).unwrap_or_default();

        let Some(sign) = chars.iter().position(|(_, c)| *c == '@') else { return Err(IdError::EmailNoAt) };
        for (place, (at, found)) in chars.iter().enumerate() {
            let fits = match found {
                _ if found.is_ascii_alphanumeric() => true,
                '@' => place == sign,
                '.' => {
                    // Not first, not last, not doubled, in either part.
                    let part = |p: Option<&(usize, char)>| p.is_some_and(|(_, c)| !matches!(c, '.' | '@'));
                    part(place.checked_sub(1).and_then(|p| chars.get(p))) && part(chars.get(place + 1))
                }
                '-' if place > sign => {
                    // Inside a label only.
                    let inner =
                        |p: Option<&(usize, char)>| p.is_some_and(|(_, c)| *c == '-' || c.is_ascii_alphanumeric());
                    inner(chars.get(place - 1)) && inner(chars.get(place + 1))
                }
                _ => place < sign && "!#$%&'*+-/=?^_`{|}~".contains(*found),
            };
            if !fits {
                return Err(IdError::Character { at: *at, found: *found, wanted: Wanted::Address });
            }
        }
        let domain_at = chars.get(sign + 1).or(chars.get(sign)).map_or(0, |(at, _)| *at);
        let domain: String = chars[sign + 1..].iter().map(|(_, c)| c.to_ascii_lowercase()).collect();
        if sign == 0 {
            return Err(IdError::Character { at: chars[0].0, found: '@', wanted: Wanted::Address });
        }
        let top = domain.rsplit('.').next().unwrap_or_default();
        if !domain.contains('.')
            || top.len() < 2
            || !top.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-' || top.starts_with("xn--"))
        {
            return Err(IdError::EmailDomain { at: domain_at });
        }
        if domain.split('.').any(|label| label.len() > 63) {
            return Err(IdError::EmailDomain { at: domain_at });
        }
        if sign > LONGEST.0 {
            return Err(IdError::TooLong { max: LONGEST.0, found: sign });
        }
        if chars.len() > LONGEST.1 {
            return Err(IdError::TooLong { max: LONGEST.1, found: chars.len() });
        }
        let mut address: String = chars[..=sign].iter().map(|(_, c)| *c).collect();
        let at = address.len();
        address.push_str(&domain);
        Ok(Self { address, domain: at })
    }

    /// The domain, in small letters.
    pub fn domain(&self) -> &str {
        &self.address[self.domain..]
    }

    /// The address with the common domain that its own is one slip away from ("gmial.com" for "gmail.com").
    pub(super) fn likelier(&self) -> Option<String> {
        let domain = self.domain();
        if COMMON.contains(&domain) {
            return None;
        }
        let near = COMMON.iter().find(|c| one_slip(domain.as_bytes(), c.as_bytes()))?;
        Some(self.address[..self.domain].to_owned() + near)
    }
}

/// Whether a text is an address that nobody has a question about: short, its name of letters, digits and single dots,
/// hyphens and the like between them, its domain in small letters and no slip away from a common one.
pub(super) fn is_plain(text: &str) -> bool {
    // The last character that stood for itself; a sign must stand between two such.
    let (mut sign, mut dot, mut after_sign) = (None, 0, true);
    for (at, byte) in text.bytes().enumerate() {
        after_sign = match byte {
            b'a'..=b'z' => false,
            b'0'..=b'9' => false,
            b'A'..=b'Z' if sign.is_none() => false,
            _ if after_sign => return false,
            b'@' if sign.is_none() => {
                sign = Some(at);
                true
            }
            b'.' => {
                dot = at;
                true
            }
            b'-' => true,
            b'_' | b'+' if sign.is_none() => true,
            _ => return false,
        };
    }
    let Some(sign) = sign.filter(|sign| dot > *sign && !after_sign && text.len() <= LONGEST.0) else { return false };
    let (domain, top) = (&text.as_bytes()[sign + 1..], &text.as_bytes()[dot + 1..]);
    let near = |common: &str| {
        let common = common.as_bytes();
        // One slip is not at both ends
        domain.len().abs_diff(common.len()) < 2
            && (domain.first() == common.first() || domain.last() == common.last())
            && one_slip(domain, common)
    };
    top.len() > 1 && top.iter().all(u8::is_ascii_lowercase) && !COMMON.iter().any(|common| near(common))
}

/// Whether one letter is missing, too many or wrong, or two neighbours are swapped.
fn one_slip(a: &[u8], b: &[u8]) -> bool {
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    match (&a[..a.len() - end], &b[..b.len() - end]) {
        ([_], [_] | []) | ([], [_]) => true,
        ([x0, x1], [y0, y1]) => x0 == y1 && x1 == y0,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_can_be_delivered_and_says_what_is_wrong() {
        for (typed, stored) in [
            (" An.Nguyen+hs@Gmail.COM\n", "An.Nguyen+hs@gmail.com"),
            ("a@b-c.gov.vn", "a@b-c.gov.vn"),
            ("a\u{200b}b@vnn.vn", "ab@vnn.vn"),
        ] {
            assert_eq!(Email::parse(typed).map(|e| e.address).as_deref(), Ok(stored), "{typed}");
        }
        for (typed, error) in [
            ("  ", IdError::Empty),
            ("an.gmail.com", IdError::EmailNoAt),
            ("@gmail.com", IdError::Character { at: 0, found: '@', wanted: Wanted::Address }),
            ("an@@gmail.com", IdError::Character { at: 3, found: '@', wanted: Wanted::Address }),
            ("an @gmail.com", IdError::Character { at: 2, found: ' ', wanted: Wanted::Address }),
            ("ân@gmail.com", IdError::Character { at: 0, found: 'â', wanted: Wanted::Address }),
            ("an..b@gmail.com", IdError::Character { at: 2, found: '.', wanted: Wanted::Address }),
            ("an@gmail.com.", IdError::Character { at: 12, found: '.', wanted: Wanted::Address }),
            ("an@-x.vn", IdError::Character { at: 3, found: '-', wanted: Wanted::Address }),
            ("an@gmail", IdError::EmailDomain { at: 3 }),
            ("an@", IdError::EmailDomain { at: 2 }),
            ("an@1.2.3.4", IdError::EmailDomain { at: 3 }),
        ] {
            assert_eq!(Email::parse(typed), Err(error), "{typed}");
        }
        let long = "a".repeat(65) + "@b.vn";
        assert_eq!(Email::parse(&long), Err(IdError::TooLong { max: 64, found: 65 }));
    }

    #[test]
    fn a_slip_in_a_common_domain_is_noticed() {
        for typed in ["an@gmial.com", "an@gmai.com", "an@gmail.con", "an@ggmail.com"] {
            assert_eq!(Email::parse(typed).ok().and_then(|e| e.likelier()).as_deref(), Some("an@gmail.com"), "{typed}");
        }
        for typed in ["an@gmail.com", "an@mail.ru", "an@ymail.com.vn", "an@outlook.fr"] {
            assert_eq!(Email::parse(typed).ok().and_then(|e| e.likelier()), None, "{typed}");
        }
    }
}
