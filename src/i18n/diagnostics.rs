//! What authors of definitions and users of the command line read: refused JSON, refused expressions, lint.

use super::Row;

/// In order of the keys.
pub const TABLE: &[Row] = &[
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
    ("json.depth", "JSON lồng quá sâu.", "The JSON is nested too deep."),
    ("json.duplicate-key", "Khóa “{key}” có hai lần.", "The key “{key}” stands twice."),
    ("json.forbidden-key", "Khóa “{key}” không được dùng.", "The key “{key}” is not allowed."),
    ("json.string-length", "Văn bản quá dài.", "A text is too long."),
    ("json.syntax", "Đây không phải JSON đúng.", "This is not JSON."),
    ("json.too-long", "JSON quá dài.", "The JSON is too long."),
    ("json.too-many", "JSON có quá nhiều giá trị hoặc khóa.", "The JSON has too many values or keys."),
    ("json.truncated", "JSON kết thúc quá sớm: có thể đã bị cắt.", "The JSON ends too early: probably cut off."),
];
