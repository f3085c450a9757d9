//! A static file server on loopback, with the headers that a careful portal sends.
//!
//! HTTP is spoken here and not by a library: one thread for each connection never lets one wait for another. (tiny_http's
//! pool does, now and then, when a browser opens several at once and keeps them: a page then hangs.)

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::cmd::{root, say};

/// The policy of the demo portal, the playground and the table tool: what a strict government page sends, no more. The element must live with it.
const PORTAL_POLICY: &str =
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; require-trusted-types-for 'script'";
/// The application is our own page, so it also forbids what it never does. Workers take the policy of their own response.
const APPLICATION_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    require-trusted-types-for 'script'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
/// No browser sends more before its first request ends; what does is not answered.
const HEAD_LIMIT: u64 = 64 * 1024;
/// An idle connection is closed after this time. Browsers open a new one when they need it.
const IDLE: Duration = Duration::from_secs(60);

/// A running server. It ends when dropped.
pub struct Running {
    stop: Arc<AtomicBool>,
    address: SocketAddr,
    accepting: Option<thread::JoinHandle<()>>,
    /// Its address without a slash at the end.
    pub url: String,
}

impl Running {
    /// Waits until the server ends, which is when the process is ended.
    pub fn wait(mut self) {
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for a connection
        let _ = TcpStream::connect(self.address);
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

/// Starts serving `dist/` on 127.0.0.1. Port 0 takes a free one.
pub fn start(port: u16) -> Result<Running> {
    start_in(root().join("dist"), port)
}

/// The same for another directory.
pub fn start_in(dist: PathBuf, port: u16) -> Result<Running> {
    let dist = Arc::new(dist);
    let listener = TcpListener::bind(("127.0.0.1", port))
        .with_context(|| format!("cannot listen on 127.0.0.1:{port}; another --port?"))?;
    let address = listener.local_addr()?;
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = stop.clone();
    let accepting = thread::spawn(move || {
        for stream in listener.incoming() {
            if stopped.load(Ordering::Relaxed) {
                break;
            }
            let Ok(stream) = stream else { continue };
            let (dist, stopped) = (dist.clone(), stopped.clone());
            thread::spawn(move || {
                // A browser that went away is no problem of ours
                let _ = converse(&stream, &dist, &stopped);
            });
        }
    });
    Ok(Running { stop, address, accepting: Some(accepting), url: format!("http://{address}") })
}

/// `cargo xtask serve`, once everything is built.
pub fn serve(port: u16) -> Result<()> {
    let running = start(port)?;
    say("serving dist/ (Ctrl-C ends it)");
    println!("  application   {}/", running.url);
    println!("  demo portal   {}/portal/", running.url);
    println!("  playground    {}/playground/ (for authors of definitions)", running.url);
    println!("  table tool    {}/address/ (old addresses in a CSV)", running.url);
    running.wait();
    Ok(())
}

/// What a request is answered with.
struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

/// What of a request matters here.
#[derive(Debug, Default, PartialEq)]
struct Request {
    method: String,
    target: String,
    accept_encoding: String,
    if_none_match: String,
    /// Whether the connection can be used again: not if the browser says so, nor after a body, which nobody reads.
    keep: bool,
}

/// Reads the head of a request. `None`: the connection was closed before one came, or it is none.
fn read_request(reader: &mut impl BufRead) -> Option<Request> {
    let mut head = reader.take(HEAD_LIMIT);
    let mut line = String::new();
    let mut next = || {
        line.clear();
        (head.read_line(&mut line).ok()? > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
    };
    let first = next()?;
    let mut words = first.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    if !target.starts_with('/') || !version.starts_with("HTTP/1.") {
        return None;
    }
    let mut request = Request {
        method: method.to_owned(),
        target: target.to_owned(),
        keep: version == "HTTP/1.1",
        ..Request::default()
    };
    loop {
        let line = next()?;
        if line.is_empty() {
            return Some(request);
        }
        let (name, value) = line.split_once(':')?;
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "accept-encoding" => request.accept_encoding = value.to_owned(),
            "if-none-match" => request.if_none_match = value.to_owned(),
            "connection" => request.keep &= !value.eq_ignore_ascii_case("close"),
            "content-length" => request.keep &= value == "0",
            "transfer-encoding" => request.keep = false,
            _ => {}
        }
    }
}

/// Answers one request after the other.
fn converse(stream: &TcpStream, dist: &Path, stop: &AtomicBool) -> std::io::Result<()> {
    stream.set_read_timeout(Some(IDLE))?;
    stream.set_write_timeout(Some(IDLE))?;
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    while let Some(request) = read_request(&mut reader) {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let head_only = request.method == "HEAD";
        let answer = if head_only || request.method == "GET" {
            answer(dist, &request.target, &request.accept_encoding, &request.if_none_match)
        } else {
            Answer { status: 405, headers: vec![("Allow", "GET, HEAD".to_owned())], body: Vec::new() }
        };
        let reason = match answer.status {
            200 => "OK",
            304 => "Not Modified",
            308 => "Permanent Redirect",
            404 => "Not Found",
            _ => "Method Not Allowed",
        };
        let mut head = format!("HTTP/1.1 {} {reason}\r\n", answer.status);
        for (name, value) in &answer.headers {
            head += &format!("{name}: {value}\r\n");
        }
        if answer.status != 304 {
            head += &format!("Content-Length: {}\r\n", answer.body.len());
        }
        head += if request.keep { "\r\n" } else { "Connection: close\r\n\r\n" };
        let mut bytes = head.into_bytes();
        if !head_only {
            bytes.extend(answer.body);
        }
        writer.write_all(&bytes)?;
        if !request.keep {
            break;
        }
    }
    Ok(())
}

fn answer(dist: &Path, url: &str, accept_encoding: &str, if_none_match: &str) -> Answer {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let strict = ["portal", "playground", "address"].contains(&path.split('/').nth(1).unwrap_or_default());
    let policy = if strict { PORTAL_POLICY } else { APPLICATION_POLICY };
    let mut headers = vec![
        ("Content-Security-Policy", policy.to_owned()),
        ("X-Content-Type-Options", "nosniff".to_owned()),
        ("Referrer-Policy", "no-referrer".to_owned()),
        ("Vary", "Accept-Encoding".to_owned()),
    ];
    let Some(mut file) = resolve(dist, path) else {
        return not_found(headers);
    };
    if file.is_dir() {
        if !path.ends_with('/') {
            headers.push(("Location", format!("{path}/")));
            return Answer { status: 308, headers, body: Vec::new() };
        }
        file = file.join("index.html");
    }
    let Ok(plain) = fs::read(&file) else {
        return not_found(headers);
    };
    let (body, encoding) = match encoded(&file, accept_encoding) {
        Some((bytes, name)) => (bytes, Some(name)),
        None => (plain, None),
    };
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let tag: String = Sha256::digest(&body).iter().take(8).map(|b| format!("{b:02x}")).collect();
    let tag = format!("\"{tag}\"");
    headers.push(("ETag", tag.clone()));
    headers.push((
        "Cache-Control",
        if is_content_hashed(&name) { "public, max-age=31536000, immutable".to_owned() } else { "no-cache".to_owned() },
    ));
    if if_none_match.split(',').any(|t| t.trim().trim_start_matches("W/") == tag) {
        return Answer { status: 304, headers, body: Vec::new() };
    }
    headers.push(("Content-Type", mime(&name).to_owned()));
    if let Some(encoding) = encoding {
        headers.push(("Content-Encoding", encoding.to_owned()));
    }
    Answer { status: 200, headers, body }
}

fn not_found(mut headers: Vec<(&'static str, String)>) -> Answer {
    headers.push(("Content-Type", "text/plain; charset=utf-8".to_owned()));
    headers.push(("Cache-Control", "no-store".to_owned()));
    Answer { status: 404, headers, body: "404: không có trang này\n".as_bytes().to_vec() }
}

/// The file of an address, only if it really lies inside `dist`: no `..`, no hidden file, no link that leads out.
fn resolve(dist: &Path, path: &str) -> Option<PathBuf> {
    let decoded = percent_decode(path)?;
    if decoded.starts_with("//") {
        return None; // as a redirect target this would name another host
    }
    let mut file = dist.to_path_buf();
    for part in decoded.split('/').filter(|p| !p.is_empty()) {
        if part.starts_with('.') || part.contains(['\\', '\0', ':']) {
            return None;
        }
        file.push(part);
    }
    let real = fs::canonicalize(&file).ok()?;
    real.starts_with(fs::canonicalize(dist).ok()?).then_some(file)
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(b) = rest.next() {
        if b == b'%' {
            let digit = |b: Option<u8>| char::from(b?).to_digit(16);
            bytes.push(u8::try_from(digit(rest.next())? * 16 + digit(rest.next())?).ok()?);
        } else {
            bytes.push(b);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The precompressed copy that the browser takes, if there is one.
fn encoded(file: &Path, accept: &str) -> Option<(Vec<u8>, &'static str)> {
    [("br", ".br"), ("gzip", ".gz")].into_iter().find_map(|(name, suffix)| {
        let mut with = file.as_os_str().to_owned();
        with.push(suffix);
        accepts(accept, name).then(|| fs::read(with).ok())?.map(|bytes| (bytes, name))
    })
}

fn accepts(accept: &str, encoding: &str) -> bool {
    accept.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let refused = |q: &str| q.strip_prefix("q=").and_then(|v| v.parse::<f32>().ok()).is_some_and(|v| v <= 0.0);
        parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding)) && !parts.any(refused)
    })
}

/// `NAME-0123456789.EXT`: such a file never changes.
fn is_content_hashed(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    stem.rsplit_once('-').is_some_and(|(_, hash)| hash.len() == 10 && hash.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn mime(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, e)| e) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "webmanifest" => "application/manifest+json",
        "txt" | "md" => "text/plain; charset=utf-8",
        "ts" => "text/plain; charset=utf-8", // type declarations, for reading
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::PathBuf};

    use super::*;

    fn site(name: &str) -> PathBuf {
        let base = std::env::temp_dir().join(format!("xtask-serve-{name}-{}", std::process::id()));
        let dist = base.join("dist");
        fs::create_dir_all(dist.join("portal")).expect("a temporary directory");
        fs::write(base.join("secret"), "secret").expect("a file");
        fs::write(dist.join("index.html"), "app").expect("a file");
        fs::write(dist.join("portal/index.html"), "portal").expect("a file");
        fs::write(dist.join("a-0123456789.wasm"), "plain").expect("a file");
        fs::write(dist.join("a-0123456789.wasm.br"), "small").expect("a file");
        fs::write(dist.join("a-0123456789.wasm.gz"), "gz").expect("a file");
        dist
    }

    fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
        answer.headers.iter().find(|(n, _)| *n == name).map_or("", |(_, v)| v)
    }

    #[test]
    fn requests_are_read_or_refused() {
        let read = |text: &str| read_request(&mut text.as_bytes());
        let plain = read("GET /a?b HTTP/1.1\r\nHost: x\r\naccept-encoding: br\r\n\r\nGET").expect("a request");
        assert_eq!((plain.target.as_str(), plain.accept_encoding.as_str(), plain.keep), ("/a?b", "br", true));
        assert!(!read("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").expect("a request").keep);
        assert!(!read("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabcde").expect("a request").keep);
        for broken in
            ["", "GET", "GET / HTTP/1.1\r\n", "GET http://x/ HTTP/1.1\r\n\r\n", "GET / HTTP/2\r\n\r\n", "\0\r\n\r\n"]
        {
            assert_eq!(read(broken), None, "{broken:?}");
        }
        let endless = format!("GET / HTTP/1.1\r\nA: {}", "a".repeat(100_000));
        assert_eq!(read(&endless), None);
    }

    #[test]
    fn many_open_connections_do_not_make_another_wait() -> Result<()> {
        let server = start(0)?;
        // Each has been used once and is kept open, as a browser does
        let mut open = Vec::new();
        for _ in 0..40 {
            let stream = TcpStream::connect(server.address)?;
            stream.set_read_timeout(Some(Duration::from_secs(20)))?;
            (&stream).write_all(b"GET /no-such-page HTTP/1.1\r\nHost: x\r\n\r\n")?;
            let mut first = String::new();
            BufReader::new(&stream).read_line(&mut first)?;
            assert_eq!(first, "HTTP/1.1 404 Not Found\r\n");
            open.push(stream);
        }
        drop(server);
        Ok(())
    }

    #[test]
    fn nothing_outside_dist_is_served() {
        let dist = site("outside");
        for path in [
            "/../secret",
            "/%2e%2e/secret",
            "/portal/../../secret",
            "/..%2fsecret",
            "/%00",
            "/%ff",
            "/%2",
            "/.hidden",
            "/a\\..\\b",
        ] {
            assert_eq!(answer(&dist, path, "", "").status, 404, "{path}");
        }
        #[cfg(unix)]
        {
            let _ = std::os::unix::fs::symlink(dist.parent().expect("a parent").join("secret"), dist.join("link"));
            assert_eq!(answer(&dist, "/link", "", "").status, 404);
        }
        let _ = fs::remove_dir_all(dist.parent().expect("a parent"));
    }

    #[test]
    fn pages_types_encodings_and_caching() {
        let dist = site("types");
        let page = answer(&dist, "/", "br", "");
        assert_eq!((page.status, page.body.as_slice()), (200, b"app".as_slice()));
        assert_eq!(header(&page, "Cache-Control"), "no-cache");
        assert!(header(&page, "Content-Security-Policy").contains("form-action 'none'"));
        assert_eq!(header(&answer(&dist, "/portal/?x=/..", "", ""), "Content-Security-Policy"), PORTAL_POLICY);
        assert_eq!(header(&answer(&dist, "/playground/x", "", ""), "Content-Security-Policy"), PORTAL_POLICY);
        assert_eq!(header(&answer(&dist, "/address/", "", ""), "Content-Security-Policy"), PORTAL_POLICY);
        assert_ne!(header(&answer(&dist, "/portals", "", ""), "Content-Security-Policy"), PORTAL_POLICY);
        assert_eq!(answer(&dist, "/portal", "", "").status, 308);
        let wasm = |accept: &str| answer(&dist, "/a-0123456789.wasm", accept, "");
        for (accept, body, encoding) in [
            ("gzip, deflate, br", "small", "br"),
            ("gzip", "gz", "gzip"),
            ("br;q=0, gzip;q=0.5", "gz", "gzip"),
            ("", "plain", ""),
        ] {
            let answer = wasm(accept);
            assert_eq!(
                (String::from_utf8_lossy(&answer.body).as_ref(), header(&answer, "Content-Encoding")),
                (body, encoding)
            );
            assert_eq!(header(&answer, "Content-Type"), "application/wasm");
            assert!(header(&answer, "Cache-Control").contains("immutable"));
        }
        let tag = header(&wasm("br"), "ETag").to_owned();
        assert_eq!(answer(&dist, "/a-0123456789.wasm", "br", &tag).status, 304);
        assert_eq!(answer(&dist, "/a-0123456789.wasm", "", &tag).status, 200, "each encoding has its own tag");
        assert!(!is_content_hashed("troly.js") && !is_content_hashed("qr-worker.js"));
        let _ = fs::remove_dir_all(dist.parent().expect("a parent"));
    }
}
