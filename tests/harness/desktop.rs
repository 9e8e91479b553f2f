//! The real desktop window, driven through WebKitWebDriver as a person would: by what controls
//! are called.
//!
//! Refuses: selectors of looks. A control is found by its role and accessible name.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::elements::{Element, ElementRef};
use fantoccini::{Client, ClientBuilder};
use serde_json::json;

use crate::binaries;
use crate::display::Display;
use crate::home::Home;

/// Finds the visible control with a role and a name. Runs inside the page.
const FIND: &str = include_str!("find.js");

/// The name WebDriver gives to an element in JSON (W3C WebDriver, "Elements").
const ELEMENT_KEY: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The desktop app in its window.
#[derive(Debug)]
pub struct Desktop {
    driver: Child,
    /// The WebDriver session.
    pub page: Client,
}

impl Desktop {
    /// Starts the app on a display, in a home.
    pub async fn start(display: &Display, home: &Home) -> Self {
        let port = free_port();
        let mut command = Command::new("WebKitWebDriver");
        home.apply(&mut command)
            .arg(format!("--port={port}"))
            .env("DISPLAY", display.name())
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdout(Stdio::null())
            .stderr(log_file(home));
        let driver = command.spawn().expect("WebKitWebDriver starts; ./dev install brings it");
        let app = binaries::program("latchkey-desktop");
        let options = json!({ "binary": app, "args": [] });
        let caps = [("webkitgtk:browserOptions".to_owned(), options)].into_iter().collect();
        let url = format!("http://127.0.0.1:{port}");
        let deadline = Instant::now() + Duration::from_secs(40);
        loop {
            let mut builder = ClientBuilder::rustls().expect("a TLS provider");
            match builder.capabilities(Clone::clone(&caps)).connect(&url).await {
                Ok(page) => return Self { driver, page },
                Err(error) if Instant::now() > deadline => panic!("no window: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
            }
        }
    }

    /// Waits for a control.
    pub async fn find(&self, role: &str, name: &str) -> Element {
        self.find_within(role, name, Duration::from_secs(20)).await
    }

    /// Waits so long for a control.
    pub async fn find_within(&self, role: &str, name: &str, wait: Duration) -> Element {
        let deadline = Instant::now() + wait;
        loop {
            if let Some(found) = self.look(role, name).await {
                return found;
            }
            if Instant::now() > deadline {
                let text = self.text().await;
                panic!("no {role} “{name}” on the screen, which says:\n{text}");
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Whether a control is there now.
    pub async fn look(&self, role: &str, name: &str) -> Option<Element> {
        let args = vec![json!(role), json!(name)];
        let found = self.page.execute(FIND, args).await.ok()?;
        let id = found.get(ELEMENT_KEY)?.as_str()?.to_owned();
        Some(Element::from_element_id(self.page.clone(), ElementRef::from(id)))
    }

    /// Presses a button, link, tab or switch.
    pub async fn press(&self, role: &str, name: &str) {
        let element = self.find(role, name).await;
        element.click().await.unwrap_or_else(|error| panic!("{role} “{name}”: {error}"));
    }

    /// Types into a field, after emptying it.
    pub async fn fill(&self, name: &str, text: &str) {
        let field = self.find("textbox", name).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// What the screen says.
    pub async fn text(&self) -> String {
        let said = self.page.execute("return document.body.innerText", vec![]).await;
        said.ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Waits until the screen says this.
    pub async fn says(&self, words: &str) {
        self.says_within(words, Duration::from_secs(30)).await;
    }

    /// Waits so long until the screen says this.
    pub async fn says_within(&self, words: &str, wait: Duration) {
        let deadline = Instant::now() + wait;
        loop {
            let text = self.text().await;
            if text.contains(words) {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "“{words}” is not on the screen, which says:\n{text}"
            );
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
    }

    /// Saves the page as PNG.
    pub async fn screenshot(&self, file: &std::path::Path) {
        let png = self.page.screenshot().await.unwrap();
        std::fs::write(file, png).unwrap();
    }

    /// Closes the window and waits for the app to end.
    pub async fn close(mut self) {
        let _closed = self.page.clone().close().await;
        let _gone = self.driver.kill().and_then(|()| self.driver.wait());
    }
}

/// A port nobody listens on now.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Where the app's own words go: into its home.
fn log_file(home: &Home) -> Stdio {
    let path = home.path().join("desktop.log");
    Stdio::from(std::fs::OpenOptions::new().create(true).append(true).open(path).unwrap())
}

impl Drop for Desktop {
    fn drop(&mut self) {
        let _gone = self.driver.kill().and_then(|()| self.driver.wait());
    }
}
