//! What authors of definitions and users of the command line read: refused JSON, refused expressions, lint.

use super::{Row, fill, find};
use crate::{
    definition::{Diagnostic, DiagnosticCode, Severity},
    json::JsonErrorCode,
    rules::ExprErrorCode,
};
use std::fmt::Write;

/// A remark on a definition in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiagnosticText {
    /// What is so.
    pub what: String,
    /// Why that matters, or how it was found; errors explain themselves.
    pub why: Option<String>,
    /// What to write instead, where that is known.
    pub fix: Option<String>,
}

/// A remark on a definition in words.
pub fn explain(d: &Diagnostic, lang: &str) -> DiagnosticText {
    let code = d.code.code();
    let text = |key: &str| find(lang, key).map(|text| fill(text, &d.params));
    let suggested = || d.param("suggestion").and_then(|_| text("lint.suggestion"));
    DiagnosticText {
        what: text(code).unwrap_or_else(|| code.to_owned()),
        why: text(&[code, ".why"].concat()),
        fix: text(&[code, ".fix"].concat()).or_else(suggested),
    }
}

/// The page of everything that `troly lint` says, in Markdown: `docs/lint.md`, which a test compares.
pub fn reference() -> String {
    let mut out = String::from(
        "# What `troly lint` says\n\n\
         This page is made from the codes and their texts (`src/definition/diagnostic.rs`, `src/i18n/diagnostics.rs`): write it\n\
         again with `troly reference --lint`. Codes are stable. Each remark names its place as a JSON pointer, with line and\n\
         column; `--json` gives one object a line, `--strict` ends with 1 at warnings too, `--on DATE` asks for another day.\n\n\
         What is said to be never or always so, is so for all answers that are right for their own boxes, missing ones\n\
         included. Where that cannot be worked out, nothing is said.\n",
    );
    let own = || DiagnosticCode::OWN.iter().copied();
    for (severity, title) in [
        (Severity::Warning, "Warnings: the definition works, and not as meant"),
        (Severity::Info, "Hints: what could be better"),
    ] {
        let _ = write!(out, "\n## {title}\n\n| code | what | why | what to do |\n| --- | --- | --- | --- |\n");
        for code in own().filter(|c| c.severity() == severity).map(DiagnosticCode::code) {
            let cell = |part: &str| {
                let [en, vi] = ["en", "vi"].map(|lang| find(lang, &[code, part].concat()).unwrap_or_default());
                [en, "<br>", vi].concat().replace('|', "\\|")
            };
            let _ = writeln!(out, "| `{code}` | {} | {} | {} |", cell(""), cell(".why"), cell(".fix"));
        }
    }
    out.push_str("\n## Errors: the definition is refused\n\n| code | what | |\n| --- | --- | --- |\n");
    let errors = own().filter(|c| c.severity() == Severity::Error).map(DiagnosticCode::code);
    let errors = errors.chain(JsonErrorCode::ALL.iter().map(|c| c.code()));
    for code in errors.chain(ExprErrorCode::ALL.iter().map(|c| c.code())) {
        let [en, vi] = ["en", "vi"].map(|lang| find(lang, code).unwrap_or_default().replace('|', "\\|"));
        let _ = writeln!(out, "| `{code}` | {en} | {vi} |");
    }
    out
}

/// In order of the keys.
pub const TABLE: &[Row] = &[
    (
        "attribute.unknown",
        "Không có thuộc tính “{value}” trong từ vựng chung.",
        "There is no attribute “{value}” in the vocabulary.",
    ),
    ("data.type", "Giá trị không đúng kiểu của ô.", "Not a value of the field's type."),
    ("data.unknown-key", "Không có ô nào tên như vậy trong biểu mẫu.", "The definition has no such field."),
    ("date.invalid", "“{value}” không phải ngày dạng yyyy-mm-dd.", "“{value}” is not a date yyyy-mm-dd."),
    (
        "definition.newer-version",
        "Biểu mẫu viết cho dạng {found}; bản này chỉ đọc đến dạng {known}.",
        "The definition is of format {found}; this version reads up to {known}.",
    ),
    ("definition.too-many-diagnostics", "Còn nhiều lỗi nữa, không kể hết.", "There are more; the rest is not listed."),
    ("definition.version", "“troly” phải là số của dạng biểu mẫu: 1.", "“troly” must be the number of the format: 1."),
    ("diff.checks", "Quy tắc kiểm tra", "Checks"),
    ("diff.kept", "Bản nháp giữ nguyên", "Drafts keep"),
    ("diff.kept.fields", "{count} ô không đổi gì.", "{count} fields are the same."),
    ("diff.lost", "Bị mất", "What is lost"),
    ("diff.moves", "Chuyển chỗ, đã khai báo", "What moves, as declared"),
    ("diff.nothing", "Không có gì.", "Nothing."),
    (
        "diff.rename",
        "Ô {old} có lẽ nay là {new}: thêm \"was\": [\"{was}\"] vào ô {new} để câu trả lời đi theo.",
        "{old} looks like what is now {new}: add \"was\": [\"{was}\"] to {new}, and answers move along.",
    ),
    ("diff.renames", "Có lẽ chỉ đổi tên", "Perhaps only renamed"),
    ("diff.summary.kept", "Bản nháp cũ không mất gì.", "Drafts of the old version lose nothing."),
    (
        "diff.summary.lost",
        "Bản nháp cũ có {count} ô bị mất câu trả lời.",
        "Answers of {count} fields of old drafts are lost.",
    ),
    (
        "eval.budget",
        "Biểu thức chạy quá nhiều bước nên bị dừng.",
        "The expression took more steps than allowed and was stopped.",
    ),
    ("eval.division-by-zero", "Chia cho số không.", "Division by zero."),
    ("eval.overflow", "Số, ngày hoặc văn bản vượt quá giới hạn.", "A number, date or text grew out of range."),
    (
        "eval.type",
        "Câu trả lời không đúng kiểu của ô: không thuộc định nghĩa này.",
        "An answer is not of its field's type: it does not belong to this definition.",
    ),
    ("expr.arguments", "Hàm {name} nhận {expected}.", "{name} takes {expected}."),
    (
        "expr.character",
        "Ký tự này không có trong ngôn ngữ quy tắc.",
        "This character is not part of the rule language.",
    ),
    (
        "expr.column-outside-row",
        "Cột {name} chỉ dùng được trong một dòng: qua row, hoặc all, exists, filter, map.",
        "The column {name} exists only within a row: through row, or all, exists, filter, map.",
    ),
    ("expr.escape", "Sau dấu \\ chỉ được \\ \" ' n r t hoặc uXXXX.", "After \\ only \\ \" ' n r t or uXXXX may stand."),
    ("expr.incomparable", "Không so sánh được {left} với {right}.", "{left} and {right} cannot be compared."),
    (
        "expr.literal-needed",
        "Chỗ này phải là văn bản viết thẳng trong ngoặc kép.",
        "A text written out in quotes is needed here.",
    ),
    (
        "expr.no-options",
        "Ô {name} không phải ô chọn nên không có nhãn.",
        "The field {name} is no choice, so it has no labels.",
    ),
    (
        "expr.no-value",
        "Ô {name} không có câu trả lời (ghi chú hoặc chữ ký).",
        "The field {name} has no answer (a note or a signature).",
    ),
    ("expr.null", "null chỉ dùng được làm một nhánh của ?:.", "null can only be a branch of ?:."),
    ("expr.number", "Số viết sai hoặc quá lớn.", "Not a number, or out of range."),
    ("expr.pattern", "Mẫu không hợp lệ hoặc không được hỗ trợ.", "The pattern is invalid or not supported."),
    ("expr.reserved", "“{name}” là từ dành riêng.", "“{name}” is a reserved word."),
    ("expr.syntax", "Không mong đợi “{found}” ở đây.", "“{found}” is unexpected here."),
    ("expr.too-deep", "Biểu thức lồng quá sâu.", "The expression is nested too deep."),
    ("expr.too-long", "Biểu thức quá dài.", "The expression is too long."),
    ("expr.type", "Cần {expected}, nhưng đây là {found}.", "{expected} is needed, this is {found}."),
    ("expr.unknown-function", "Không có hàm {name}.", "There is no function {name}."),
    ("expr.unknown-member", "Không có phần {name} ở đây.", "There is no member {name} here."),
    ("expr.unknown-name", "Không có ô hay tên {name}.", "There is no field or name {name}."),
    (
        "expr.unknown-option",
        "Ô này không có lựa chọn “{value}”, nên so sánh không bao giờ đúng.",
        "The field has no option “{value}”, so this is never true.",
    ),
    ("expr.unknown-role", "Không có vai {name}.", "There is no role {name}."),
    ("expr.unterminated", "Văn bản thiếu dấu ngoặc kép đóng.", "The text lacks its closing quote."),
    ("field.added", "Ô mới, trong bản nháp cũ còn trống.", "A new field: empty in drafts."),
    ("field.bad-column", "Ô kiểu {type} không làm cột được.", "A {type} cannot be a column."),
    (
        "field.column-outside-row",
        "{value} là cột: chỉ dùng trong quy tắc có “each” của bảng đó.",
        "{value} is a column: only for a rule with “each” of its group.",
    ),
    ("field.constraint", "Điều kiện của ô đã đổi.", "What the field demands is different."),
    ("field.cycle", "Các ô phụ thuộc vòng quanh: {fields}.", "Fields depend on themselves: {fields}."),
    (
        "field.lost",
        "Ô không còn; điều đã ghi được giữ lại để xem, không gửi đi.",
        "The field is gone: answers are kept to be seen, and not handed over.",
    ),
    ("field.no-options", "Ô chọn không có lựa chọn nào.", "A choice without options."),
    ("field.not-a-group", "{value} không phải bảng.", "{value} is no group."),
    ("field.options-gone", "Có lựa chọn không còn: {from}.", "Options are gone: {from}."),
    ("field.renamed", "Ô đổi tên, trước là {from}; câu trả lời đi theo.", "Renamed from {from}: answers move along."),
    (
        "field.retyped",
        "Ô đổi kiểu, trước là {from}; điều không hợp kiểu mới được giữ lại để xem.",
        "The type was {from}: answers that do not fit are kept to be seen.",
    ),
    ("field.text", "Lời ghi của ô đã đổi.", "The texts of the field are different."),
    ("field.unknown", "Không có ô “{value}”.", "There is no field “{value}”."),
    ("field.unknown-type", "Không có kiểu ô “{value}”.", "There is no field type “{value}”."),
    (
        "fill.source",
        "“{value}” không phải nguồn: cần vai.thuộc-tính hoặc relation(a, b).",
        "“{value}” is no source: role.attribute or relation(a, b) is.",
    ),
    ("id.duplicate", "Mã “{value}” có hai lần.", "The id “{value}” stands twice."),
    ("id.grammar", "Mã “{value}” viết sai quy cách.", "The id “{value}” breaks the grammar of ids."),
    (
        "id.prefix",
        "Mã “{value}” trùng phần đầu với ô “{other}”.",
        "The id “{value}” is also the beginning or the whole of “{other}”.",
    ),
    ("import.bound", "Chỉ nhận số nguyên: giới hạn thành {to}.", "Whole numbers only: the bound is {to} now."),
    ("import.check", "Thành quy tắc kiểm tra: {expression}", "Became a check: {expression}"),
    (
        "import.column",
        "Không làm cột của bảng được, hoặc là bảng lồng sâu hơn hai lớp: đã bỏ.",
        "Cannot be a column, or rows nested more than two deep: left out.",
    ),
    ("import.condition", "Thành điều kiện: {expression}", "Became a condition: {expression}"),
    (
        "import.condition-refused",
        "Biểu thức {expression} không hợp với các ô ({error}): đã bỏ. Hãy viết lại cho đúng kiểu của các ô, rồi thêm vào định nghĩa mới.",
        "The expression {expression} does not fit the fields ({error}): left out. Write it anew for the types of these fields, and add it to the new definition.",
    ),
    (
        "import.condition-unknown",
        "Điều kiện không dịch được ({what}): đã bỏ, ô luôn hiện.",
        "The condition cannot be translated ({what}): left out, always shown.",
    ),
    (
        "import.cycle",
        "Các ô sẽ phụ thuộc vòng quanh: điều kiện đã bỏ.",
        "Fields would depend on themselves: the condition is left out.",
    ),
    (
        "import.default",
        "Giá trị định sẵn đã bỏ: không trả lời thay công dân.",
        "The preset value is left out: nothing is answered in the citizen's place.",
    ),
    (
        "import.empty",
        "Không có lựa chọn, cột hay ô nào bên trong: đã bỏ.",
        "No options, columns or fields within: left out.",
    ),
    (
        "import.enable",
        "Chỉ hiện khi {expression}, thay vì khóa ô.",
        "Shown only when {expression}, instead of disabled.",
    ),
    ("import.example", "Thành ví dụ bên cạnh ô.", "Became an example beside the box."),
    ("import.field", "Thành ô {field}.", "Became the field {field}."),
    (
        "import.field-filled",
        "Thành ô {field}, điền sẵn từ {source}: xin kiểm tra lại.",
        "Became the field {field}, filled from {source}: please check.",
    ),
    ("import.first-of", "Chỉ lấy phương án đầu tiên.", "Only the first alternative is taken."),
    ("import.hidden", "Ô ẩn do chương trình điền: đã bỏ.", "A hidden box that a program fills: left out."),
    ("import.kept", "Giữ nguyên.", "Taken over."),
    ("import.label", "Không có nhãn: nhãn lấy từ tên ô.", "No label: one was made of the name."),
    ("import.layout", "Xếp lại từ trên xuống dưới.", "Laid out one below the other."),
    ("import.look", "Hình thức do trang trình bày quyết định.", "How it looks is decided by the style sheet."),
    (
        "import.message",
        "Lời báo dùng chung cho các kiểm tra của ô này.",
        "The message serves for all checks of this box.",
    ),
    ("import.no-effect", "Không ảnh hưởng đến nội dung phải khai.", "Says nothing about what is asked."),
    ("import.no-fields", "Không có ô nào chuyển được.", "There is no field that can be taken over."),
    (
        "import.not-shown",
        "Giao diện gốc không hiện phần này: đã bỏ.",
        "The original's interface does not show it: left out.",
    ),
    (
        "import.options",
        "Lựa chọn đã sửa: giá trị thành chữ, bỏ dòng trùng hoặc trống.",
        "Options were mended: values as texts, without empty ones and doubles.",
    ),
    (
        "import.reference",
        "Tham chiếu không dẫn tới đâu trong tài liệu, hoặc dẫn về chính nó: đã bỏ.",
        "A reference that leads nowhere in the document, or into itself: left out.",
    ),
    (
        "import.refused",
        "Biểu mẫu tạo ra bị từ chối ({error}) tại {pointer}.",
        "The definition that was made is refused ({error}) at {pointer}.",
    ),
    (
        "import.remote",
        "Dữ liệu lấy từ máy chủ: đã bỏ, biểu mẫu không gọi máy chủ nào.",
        "Comes from a server: left out, as the form asks none.",
    ),
    (
        "import.renamed",
        "Thành ô {field}; tên gốc không dùng được làm mã.",
        "Became the field {field}; the original's name cannot be an id.",
    ),
    (
        "import.renamed-filled",
        "Thành ô {field}, điền sẵn từ {source}: xin kiểm tra lại. Tên gốc không dùng được làm mã.",
        "Became the field {field}, filled from {source}: please check. The original's name cannot be an id.",
    ),
    ("import.script", "Đoạn chương trình: không bao giờ chạy, đã bỏ.", "Program code: never run, left out."),
    (
        "import.set-while",
        "Tự ghi khi điều kiện đúng: {expression}. Điều người khai tự ghi thì giữ nguyên.",
        "Computed while the condition holds: {expression}. What a person writes stays.",
    ),
    ("import.structure", "Từng phần bên trong được kể riêng.", "Its parts are listed on their own."),
    (
        "import.text",
        "Văn bản đã bỏ thẻ, ký tự ẩn hoặc phần quá dài.",
        "The text lost markup, invisible characters or excess length.",
    ),
    ("import.too-many", "Quá nhiều ({what}): nhiều nhất {limit}.", "Too many {what}: at most {limit}."),
    ("import.type", "Kiểu {from} thành kiểu gần nhất: {to}.", "The type {from} became the nearest one: {to}."),
    (
        "import.unknown-format",
        "Không phải Form.io, JSON Schema hay JSON Forms; xin nêu rõ bằng --from.",
        "Neither Form.io, JSON Schema nor JSON Forms; say which with --from.",
    ),
    ("import.unknown-key", "Khóa không rõ nghĩa: đã bỏ.", "The meaning of this key is not known: left out."),
    ("import.unknown-type", "Không có kiểu ô nào như {type}: đã bỏ.", "There is no field type like {type}: left out."),
    (
        "import.unsupported",
        "Biểu mẫu không có điều tương ứng: đã bỏ.",
        "Nothing in a definition corresponds to it: left out.",
    ),
    ("import.unused", "Không phần nào dùng đến.", "Nothing refers to it."),
    ("json.depth", "JSON lồng quá sâu.", "The JSON is nested too deep."),
    ("json.duplicate-key", "Khóa “{key}” có hai lần.", "The key “{key}” stands twice."),
    ("json.forbidden-key", "Khóa “{key}” không được dùng.", "The key “{key}” is not allowed."),
    ("json.string-length", "Văn bản quá dài.", "A text is too long."),
    ("json.syntax", "Đây không phải JSON đúng.", "This is not JSON."),
    ("json.too-long", "JSON quá dài.", "The JSON is too long."),
    ("json.too-many", "JSON có quá nhiều giá trị hoặc khóa.", "The JSON has too many values or keys."),
    ("json.truncated", "JSON kết thúc quá sớm: có thể đã bị cắt.", "The JSON ends too early: probably cut off."),
    (
        "key.conflict",
        "Khóa “{key}” và “{other}” không dùng cùng nhau.",
        "The keys “{key}” and “{other}” exclude each other.",
    ),
    ("key.missing", "Thiếu khóa “{key}”.", "The key “{key}” is missing."),
    ("key.not-applicable", "Ô kiểu {type} không có khóa “{key}”.", "A {type} has no key “{key}”."),
    ("key.unknown", "Không có khóa “{key}” ở đây.", "There is no key “{key}” here."),
    ("law.unknown", "Không có căn cứ pháp lý “{value}”.", "There is no law entry “{value}”."),
    ("limit", "Quá nhiều: nhiều nhất {limit}.", "Too many: at most {limit}."),
    (
        "lint.always-true",
        "Điều kiện luôn đúng: ghi true hoặc bỏ đi.",
        "The condition is always true: say true, or leave it out.",
    ),
    (
        "lint.always-true.fix",
        "Ghi true, hoặc bỏ khóa này; nếu ý khác, xin xem lại phép so sánh.",
        "Write true, or leave the key out; if something else is meant, look at the comparison again.",
    ),
    (
        "lint.always-true.why",
        "Dù trả lời thế nào, kể cả bỏ trống, điều kiện “{expression}” vẫn đúng.",
        "Whatever is answered, and with no answer, “{expression}” is true.",
    ),
    ("lint.could-fill", "Ô này có thể điền sẵn từ {suggestion}.", "This field could be filled from {suggestion}."),
    (
        "lint.could-fill.fix",
        "Thêm \"fill\": \"{suggestion}\"; nếu ô hỏi người khác thì để nguyên.",
        "Add \"fill\": \"{suggestion}\"; leave it when the box asks about somebody else.",
    ),
    (
        "lint.could-fill.why",
        "Giấy tờ hoặc người đã khai có sẵn điều này; người dân khỏi gõ lại.",
        "Papers, or what was said about the person, have it already: nobody needs to type it again.",
    ),
    ("lint.expired-law", "Căn cứ {law} đã hết hiệu lực từ {to}.", "The law {law} ended on {to}."),
    (
        "lint.expired-law.fix",
        "Dẫn văn bản thay thế {law}, hoặc sửa “to” nếu văn bản vẫn còn hiệu lực.",
        "Name what replaced {law}, or correct “to” if it is still in force.",
    ),
    (
        "lint.expired-law.why",
        "Ô hay quy tắc dựa trên văn bản không còn hiệu lực thì không còn căn cứ.",
        "What rests on a text that is no longer in force rests on nothing.",
    ),
    ("lint.future-law", "Căn cứ {law} đến {from} mới có hiệu lực.", "The law {law} is in force from {from} only."),
    (
        "lint.future-law.fix",
        "Để biểu mẫu có hiệu lực từ {from}, hoặc dẫn văn bản đang có hiệu lực.",
        "Let the definition be in force from {from}, or name the text that is in force now.",
    ),
    ("lint.future-law.why", "Trước ngày đó chưa ai phải làm theo.", "Nobody has to follow it before that day."),
    ("lint.label.fix", "cách sửa", "fix"),
    ("lint.label.why", "vì sao", "why"),
    ("lint.locked-empty", "Ô luôn khóa mà không có gì điền vào.", "The field is always locked, and nothing fills it."),
    (
        "lint.locked-empty.fix",
        "Thêm \"fill\", \"compute\" hoặc \"default\"; hoặc bỏ \"lock\".",
        "Add \"fill\", \"compute\" or \"default\"; or take \"lock\" out.",
    ),
    (
        "lint.locked-empty.why",
        "Không ai sửa được ô này, mà cũng không có nguồn, phép tính hay giá trị sẵn nào điền vào: ô luôn trống.",
        "Nobody can change the box, and no source, computation, default or correction puts anything in: it stays empty.",
    ),
    ("lint.markup", "Văn bản có thẻ HTML: sẽ hiện nguyên như vậy.", "HTML in a text: it will be shown as it stands."),
    ("lint.markup.fix", "Viết chữ thường, không dùng thẻ.", "Write plain text, without tags."),
    (
        "lint.markup.why",
        "Trình duyệt không coi đây là thẻ: người đọc thấy nguyên dấu ngoặc.",
        "Nothing reads texts as markup: people see the brackets.",
    ),
    ("lint.missing-help", "Chưa giải thích cách ghi ô này.", "No explanation how to fill the box."),
    ("lint.missing-help.fix", "Thêm \"help\": một câu ngắn, dễ hiểu.", "Add \"help\": one short, plain sentence."),
    (
        "lint.missing-help.why",
        "Người khai chỉ thấy tên ô; không phải ai cũng hiểu.",
        "People see the label alone, and not everybody understands it.",
    ),
    ("lint.missing-law", "Chưa có căn cứ pháp lý.", "No legal basis."),
    (
        "lint.missing-law.fix",
        "Thêm văn bản vào \"law\" của biểu mẫu, rồi ghi mã của nó vào \"law\" ở đây.",
        "Add the text to \"law\" of the definition, and its id to \"law\" here.",
    ),
    (
        "lint.missing-law.why",
        "Ô phải khai và quy tắc phải có văn bản quy định; báo lỗi cũng cần dẫn được căn cứ.",
        "What is asked and what is checked needs a text that says so, and a finding cites it.",
    ),
    ("lint.missing-translation", "Thiếu bản tiếng Anh của “{key}”.", "No English text for “{key}”."),
    (
        "lint.missing-translation.fix",
        "Viết \"{key}\" thành đối tượng gồm \"vi\" và \"en\".",
        "Write \"{key}\" as an object with \"vi\" and \"en\".",
    ),
    (
        "lint.missing-translation.why",
        "Người đọc tiếng Anh sẽ thấy câu tiếng Việt.",
        "People who read English are shown Vietnamese.",
    ),
    ("lint.never-true", "Điều kiện của “{key}” không bao giờ đúng.", "The condition of “{key}” is never true."),
    (
        "lint.never-true.fix",
        "Xem lại phép so sánh; hoặc bỏ \"{key}\".",
        "Look at the comparison again; or take \"{key}\" out.",
    ),
    (
        "lint.never-true.why",
        "Khi ô hiện ra, không câu trả lời nào làm “{expression}” đúng, nên “{key}” không bao giờ có tác dụng.",
        "While the field is shown, no answers make “{expression}” true, so “{key}” never has an effect.",
    ),
    ("lint.not-in-force", "Biểu mẫu không có hiệu lực vào ngày này.", "The definition is not in force on this day."),
    (
        "lint.not-in-force.fix",
        "Dùng phiên bản đang có hiệu lực, hoặc sửa ngày hiệu lực.",
        "Use the version that is in force, or correct the dates.",
    ),
    (
        "lint.not-in-force.why",
        "Hồ sơ lập theo biểu mẫu này có thể bị trả lại.",
        "A dossier made with it may be sent back.",
    ),
    ("lint.pattern-never", "Không gì khớp được mẫu “{pattern}”.", "Nothing can match the pattern “{pattern}”."),
    (
        "lint.pattern-never.fix",
        "Sửa mẫu, hoặc sửa min, max hay kiểu của ô.",
        "Correct the pattern, or min, max or the type of the field.",
    ),
    (
        "lint.pattern-never.why",
        "Không văn bản nào vào được ô mà khớp mẫu “{pattern}”: mẫu tự mâu thuẫn, hoặc độ dài và ký tự của ô không cho phép.",
        "No text that can stand there matches “{pattern}”: it contradicts itself, or the field's length or characters rule it out.",
    ),
    ("lint.required-hidden", "Bắt buộc, nhưng không bao giờ hiện.", "Required, and never shown."),
    ("lint.required-hidden.fix", "Sửa \"show\", hoặc bỏ \"required\".", "Correct \"show\", or take \"required\" out."),
    (
        "lint.required-hidden.why",
        "Ô này bắt buộc, nhưng không bao giờ hiện, nên không ai bị hỏi.",
        "The field must be answered but is never shown, so nobody is asked.",
    ),
    (
        "lint.rule-always-fires",
        "Điều phải đúng ở đây không bao giờ đúng: quy tắc luôn báo lỗi.",
        "The check can never hold: the rule always fires.",
    ),
    (
        "lint.rule-always-fires.fix",
        "Xem lại phép so sánh; nếu cấm hẳn, đưa điều kiện vào \"when\" và ghi \"check\": \"false\".",
        "Look at the comparison again; if it is forbidden altogether, put the condition into \"when\" and write \"check\": \"false\".",
    ),
    (
        "lint.rule-always-fires.why",
        "Ở nơi quy tắc áp dụng, không câu trả lời hợp lệ nào làm “{expression}” đúng: ai khai đủ cũng bị báo.",
        "Where the rule applies no valid answers make “{expression}” true: whoever answers everything is told off.",
    ),
    ("lint.rule-never-fires", "Quy tắc này không bao giờ báo lỗi.", "The check can never fail."),
    (
        "lint.rule-never-fires.fix",
        "Xem lại phép so sánh, giới hạn của ô và điều kiện hiện; hoặc bỏ quy tắc.",
        "Look at the comparison, at the bounds of the fields and at what they are shown by; or take the rule out.",
    ),
    (
        "lint.rule-never-fires.why",
        "Không câu trả lời hợp lệ nào làm “{expression}” sai ở nơi quy tắc áp dụng, tại một ô đang hiện.",
        "No valid answers make “{expression}” come out so that the rule fires at a field that is shown.",
    ),
    ("lint.severity.error", "lỗi", "error"),
    ("lint.severity.info", "gợi ý", "hint"),
    ("lint.severity.warning", "cảnh báo", "warning"),
    ("lint.suggestion", "Có phải ý là “{suggestion}”?", "Did you mean “{suggestion}”?"),
    (
        "lint.summary",
        "Lỗi: {errors}, cảnh báo: {warnings}, gợi ý: {infos} (số biểu mẫu: {files}).",
        "Errors: {errors}, warnings: {warnings}, hints: {infos} (definitions: {files}).",
    ),
    (
        "lint.text-form",
        "Văn bản không ở dạng Unicode NFC: tìm kiếm sẽ bỏ sót.",
        "Not in Unicode form C: searching will miss it.",
    ),
    (
        "lint.text-form.fix",
        "Chuyển văn bản sang dạng NFC rồi lưu lại.",
        "Convert the text to form C (NFC) and save it.",
    ),
    (
        "lint.text-form.why",
        "Hai chữ trông giống nhau mà mã khác nhau: tìm và so sánh không ra.",
        "Letters that look the same are stored differently: searching and comparing fail.",
    ),
    ("lint.unreachable", "Phần này không bao giờ hiện.", "This can never be shown."),
    (
        "lint.unreachable.fix",
        "Xem lại phép so sánh và điều kiện hiện của các ô được xem; hoặc bỏ phần này.",
        "Look at the comparison and at what the fields it reads are shown by; or take this part out.",
    ),
    (
        "lint.unreachable.why",
        "Không câu trả lời hợp lệ nào làm “{expression}” đúng, có tính cả khi các ô nó xem bị ẩn.",
        "No valid answers make “{expression}” true, counting that hidden answers are missing.",
    ),
    ("lint.unused-law", "Không ô hay quy tắc nào dùng căn cứ “{value}”.", "Nothing names the law entry “{value}”."),
    (
        "lint.unused-law.fix",
        "Ghi \"{value}\" vào \"law\" của ô hay quy tắc dựa trên văn bản này, hoặc bỏ đi.",
        "Name \"{value}\" in \"law\" of what rests on it, or take it out.",
    ),
    ("lint.unused-law.why", "Văn bản được kể ra mà không dùng để làm gì.", "A text is listed and serves for nothing."),
    ("lint.unused-param", "Tham số “{name}” không có trong câu.", "The message does not use the parameter “{name}”."),
    (
        "lint.unused-param.fix",
        "Viết {name} trong ngoặc nhọn vào câu báo, hoặc bỏ tham số.",
        "Put {name} in braces into the message, or take it out.",
    ),
    (
        "lint.unused-param.why",
        "Tham số được tính mà không ai đọc thấy.",
        "The parameter is worked out, and nobody sees it.",
    ),
    ("lint.unused-role", "Không ô hay quy tắc nào dùng vai “{value}”.", "Nothing names the role “{value}”."),
    (
        "lint.unused-role.fix",
        "Điền ô từ \"{value}\" qua \"fill\", hoặc bỏ vai này.",
        "Fill fields from \"{value}\" by \"fill\", or take the role out.",
    ),
    (
        "lint.unused-role.why",
        "Người khai được hỏi ai giữ vai này, mà không ô nào dùng.",
        "People are asked who plays the role, and no field needs it.",
    ),
    (
        "lint.unverified",
        "Phần này ghi theo trí nhớ, chưa đối chiếu nguồn.",
        "This is from memory, not read in a source.",
    ),
    (
        "lint.unverified.fix",
        "Đọc văn bản gốc, sửa cho đúng rồi bỏ \"evidence\".",
        "Read the source, correct what differs, then take \"evidence\" out.",
    ),
    (
        "lint.unverified.why",
        "Điều ghi theo trí nhớ có thể sai hoặc đã cũ.",
        "What is from memory may be wrong or out of date.",
    ),
    (
        "message.unknown-param",
        "Câu dùng tham số “{name}” mà không khai báo.",
        "The message uses a parameter “{name}” that it does not have.",
    ),
    ("number.range", "Số ngoài giới hạn.", "A number out of range."),
    ("range.empty", "Giới hạn cuối đứng trước giới hạn đầu.", "The end is before the beginning."),
    ("role.unknown", "Không có vai “{value}”.", "There is no role “{value}”."),
    ("rule.added", "Quy tắc mới.", "A new rule."),
    ("rule.changed", "Quy tắc đã đổi.", "The rule is different."),
    ("rule.gone", "Quy tắc không còn.", "The rule is gone."),
    (
        "text.character",
        "Ký tự {character} không được có trong văn bản.",
        "The character {character} must not stand in a text.",
    ),
    ("text.empty", "Văn bản trống.", "An empty text."),
    ("type.wrong", "Ở đây cần: {expected}.", "Expected here: {expected}."),
    ("value.unknown", "“{value}” không dùng được ở đây.", "“{value}” cannot stand here."),
];
