//! Names of people, by what stands before them or by their shape: a family name and one to five more words.

use super::token::{Case, Kind, Tokens};
use super::words::{What, words};
use crate::text::fold;
use std::sync::LazyLock;

/// Family names: the frequent ones, and those of the smaller peoples.
const FAMILIES: &str = "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý lí đinh trương lâm mai đào đoàn vương trịnh hà phùng tô tạ tăng tống triệu trà \
thái thạch thân thi tiêu tôn từ tưởng ứng uông văn vi viên âu an ân bá bạch bàng bành bế bồ ca cai cam can cao cát cấn châu chế chiêm chu chung chử cồ cổ công cù danh \
diệp doãn du đàm đàng đái đầu đậu đèo điền điểu đồng đới đường giang giàng giáp hạ hán hàn hầu hình hoa hứa hùng kha khổng khương khuất khúc kiều kim kiên kông kso ksor la lạc lã lại lò lô \
lộ lỗ lục lư lữ lương lưu lường lù lùng ma mã mạc mạch mạnh mẫn mâu mông mùa nay ngân nghiêm nghị ngụy nguỵ ngọc nhâm nhan nhữ niê ninh nông ong ông phí phó phù phương quách quàng quan quản rcom \
rơ rmah sa sái sầm sằm sần sìn siu sơn sùng thào thẩm thang thiều thòng thôi thục tiết tòng tòng tòng trang trầm tráng triều trưng trình từ vàng vừ vạn viêm vòng xa xồng yên y h hờ khà hạng đồ phàn phạm tẩn chảo lỳ lỷ bàn tướng đường \
cung tất tần ấu bao biện bình bì bửu cáp cảnh chìu chẻo cống cư dì diêm đẳng đậu giả giáng hảng hồng khang khấu khâu khuông lầu lập lềnh lèng lều liễu liêu lìn lộc long lồ lỵ mùng mè mưu ngần nhiếp nình nùng ngạc phàng pờ quán \
quảng quế sân sào sầu sình sử tái tải tạo tao tằng thào thềm thiệu thiệp tiền tiếp trác trữ tường úc ưng vòng vưu xìn xín dụng đạo ức mách não báo neang néang chau chao êban mlô byă ayun adrơng ênuôl kbuôr ktla knul hwing hđơk kpă kpuih rahlan rchâm cil liêng păng \
phú nhân bá hoà hòa lao lang ngưu nhiêu ninh thượng thành huy đan ";

static FOLDED: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut all: Vec<String> = FAMILIES.split(' ').filter(|f| f.len() > 1).map(fold).collect();
    all.sort();
    all.dedup();
    all
});

static EXACT: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut all: Vec<&str> = FAMILIES.split(' ').filter(|f| !f.is_empty()).collect();
    all.sort_unstable();
    all.dedup();
    all
});

/// Family names that are also frequent as other words with a capital: they need more words behind them.
const WEAK: &str = " an ân bá ca cai cam can công danh du giang hà hạ hoa hùng kha kim kiên la lạc lại lang lao mai mạnh mùa nay ngọc nhân ninh ông ong phú phương quan sa sơn thành thi thang trang trà từ tất tần văn vàng xa y h yên đồng đường huy đan hòa hoà cung thượng bàn châu bình bao cảnh hồng long quán quảng sân tái tạo tiền tiếp tường dụng đạo báo lộc lập liễu giả cư chao chau tao bì dì mè tải ";

/// Most words of a name.
const LONGEST: usize = 7;

/// Words with which a sentence goes on behind a name written in small letters.
const GOES_ON: &str = " va nha nhe nhen hen a ah o ở là la thi co cho de ma ne do vs voi dang hien nay roi tu con gui dt ho cua lam duoc khong ạ nhé và có cho để mà nè đó với đang hiện rồi gửi hộ của làm được không còn ơi oi thì ";

/// Whether a word is a family name.
pub(super) fn family(tokens: &Tokens<'_>, i: usize) -> bool {
    let Some(token) = tokens.get(i).filter(|t| t.word()) else { return false };
    let exact = tokens.exact(i);
    if exact.contains('\'') || exact.contains('’') {
        return exact.starts_with(['h', 'k', 'r']) && token.capital(); // H'Bia, K'Brơi, R'Ô
    }
    if EXACT.binary_search(&exact).is_ok() {
        return true;
    }
    // "Nông Văn …", "Giàng Thị …": whatever the family, so are people called.
    if token.capital()
        && matches!(tokens.exact(i + 1), "văn" | "thị")
        && tokens.get(i + 1).is_some_and(|t| t.case == token.case && t.gap)
        && tokens.get(i + 2).is_some_and(|t| t.capital())
    {
        return true;
    }
    !token.marked
        && FOLDED.binary_search_by(|f| f.as_str().cmp(tokens.key(i))).is_ok()
        && (!tokens.line_marked(i)
            || token.case == Case::Upper
            || token.capital() && tokens.get(i + 1).is_some_and(|t| !t.marked))
}

fn weak(tokens: &Tokens<'_>, i: usize) -> bool {
    WEAK.contains(&[" ", tokens.exact(i), " "].concat())
}

/// Whether a phrase begins here behind which a value stands, so that a name has ended.
fn ends_before(tokens: &Tokens<'_>, i: usize) -> bool {
    // "Nguyễn Thành Nam sinh …": not "năm sinh".
    if tokens.exact(i) == "nam" && tokens.get(i).is_some_and(|t| t.case == Case::Title) {
        return false;
    }
    words().all(tokens, i).any(|(what, end)| match what {
        What::Label(_) | What::OtherDate | What::NotPersonal | What::RelationTo => {
            end > i + 1 && tokens.get(i + 1).is_some_and(|_| end - i > 1)
                || tokens.is(end, ':')
                || tokens.get(i).is_some_and(|t| t.case == Case::Lower) && tokens.key(i).len() > 1
                || tokens.get(i).is_some_and(|t| t.case == Case::Upper)
                    && matches!(tokens.key(i), "cccd" | "cmnd" | "sn" | "sdt" | "dt" | "mst")
                || tokens.key(i) == "sinh" && tokens.get(end).is_some_and(|t| t.number())
        }
        _ => false,
    })
}

/// The words from `i` on that are written as a name is.
fn run(tokens: &Tokens<'_>, i: usize) -> usize {
    let Some(first) = tokens.get(i).filter(|t| t.capital()) else { return i };
    let mut upper = (first.case == Case::Upper).then_some(true);
    let mut at = i;
    while at < i + LONGEST {
        let Some(token) = tokens.get(at).filter(|t| t.capital()) else { break };
        if at > i && (ends_before(tokens, at) || !token.gap) {
            break;
        }
        let letters = tokens.exact(at).chars().count();
        if letters > 8 {
            break;
        }
        if letters > 1 {
            let is_upper = token.case == Case::Upper;
            if at > i && *upper.get_or_insert(is_upper) != is_upper {
                break;
            }
            upper.get_or_insert(is_upper);
        }
        at += 1;
    }
    // "Siu H'Lan", "Ksor-Bia": a hyphen inside stays.
    at
}

/// Words in small letters: only where a label says that a name follows.
fn small_run(tokens: &Tokens<'_>, i: usize) -> usize {
    let mut at = i;
    while at < i + 5 {
        let Some(token) = tokens.get(at).filter(|t| t.word()) else { break };
        let exact = tokens.exact(at);
        if at > i
            && (!token.gap
                || ends_before(tokens, at)
                || GOES_ON.contains(&[" ", exact, " "].concat())
                || exact.chars().count() > 7)
        {
            break;
        }
        at += 1;
    }
    at
}

/// Why a name may stand here.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Because {
    /// A label asks for it.
    Label,
    /// Somebody's relation was named before it.
    Kin,
    /// Nothing but its shape.
    Shape,
}

/// Where the name that begins with token `i` ends, and whether it is certain.
pub(super) fn name(tokens: &Tokens<'_>, i: usize, because: Because) -> Option<(usize, bool)> {
    let token = tokens.get(i).filter(|t| t.word())?;
    if token.capital() {
        let end = run(tokens, i);
        let count = end - i;
        let known = family(tokens, i);
        // "Giuse Nguyễn Văn Hùng".
        let christened = !known && count >= 3 && family(tokens, i + 1);
        let sure = known || christened;
        let enough = match because {
            Because::Label => count >= 2,
            Because::Kin => count >= 2 && (sure || count <= 4),
            Because::Shape => known && count >= if weak(tokens, i) { 3 } else { 2 },
        };
        if enough && !place(tokens, i, end) {
            return Some((end, sure));
        }
        return None;
    }
    if because == Because::Shape || !family(tokens, i) {
        return None;
    }
    let end = small_run(tokens, i);
    (end - i >= 2).then_some((end, end - i <= 4))
}

/// Names of provinces, and of the one whose name cities and streets bear.
fn place(tokens: &Tokens<'_>, i: usize, end: usize) -> bool {
    if super::words::country(tokens, i).is_some_and(|(_, e)| e == end) {
        return true;
    }
    let key: String = (i..end).map(|at| tokens.key(at)).collect::<Vec<_>>().join(" ");
    key == "ho chi minh" || super::place::is_province(&key)
}

/// Whether the word before token `i` makes a name behind it one of a street, a school, a firm.
pub(super) fn of_a_thing(tokens: &Tokens<'_>, i: usize) -> bool {
    const THINGS: &str = " đường phố ngõ hẻm trường thcs thpt viện bệnh quận phường xã huyện tp ty chợ cầu quốc đại học tiểu tòa khu số trạm chung sân tượng cty tnhh qua tích vẽ bv thánh ấp thôn hội giải vpcc ";
    let Some(before) = i.checked_sub(1) else { return false };
    if tokens.get(before).is_some_and(|t| t.kind == Kind::Number || t.is('/')) {
        // A house number; not the number of a line in a list.
        return !tokens.begins_line(before);
    }
    let bare = || !tokens.line_marked(before) && fold(THINGS).contains(&[" ", tokens.key(before), " "].concat());
    tokens.get(before).is_some_and(|t| t.word())
        && (THINGS.contains(&[" ", tokens.exact(before), " "].concat()) || bare())
        && !(tokens.key(before) == "qua" && tokens.get(before).is_some_and(|t| t.capital()))
}
