//! The local socket that the shim connects to.
//!
//! Why: no secret has to lie in a client's settings: only programs of this user can open the
//! socket, and the shim says first for which agent it comes.
//! Refuses: other users, links and files in the socket's place, a folder others can look into.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt, PermissionsExt};
use std::path::Path;
use std::sync::Arc;

use tokio::net::{UnixListener, UnixStream};

use super::ServeError;
use super::desk::Desk;
use super::hello;

/// Opens the socket and serves it until the desk's token is cancelled.
pub(super) async fn open(desk: Arc<Desk>, path: &Path) -> Result<(), ServeError> {
    let failed = |source| ServeError::Socket { path: path.to_owned(), source };
    let user = user().map_err(failed)?;
    if let Some(folder) = path.parent() {
        own_folder(folder, user)?;
    }
    clear(path).await?;
    let listener = UnixListener::bind(path).map_err(failed)?;
    fs::set_permissions(path, Permissions::from_mode(0o600)).map_err(failed)?;
    tokio::spawn(desk.off.clone().run_until_cancelled_owned(accept(desk, listener, user)));
    Ok(())
}

/// The user this program runs as.
fn user() -> io::Result<u32> {
    let (one, _other) = UnixStream::pair()?;
    Ok(one.peer_cred()?.uid())
}

/// Makes the folder for this user alone; one of ours that others can look into is narrowed.
fn own_folder(folder: &Path, user: u32) -> Result<(), ServeError> {
    let failed = |source| ServeError::Socket { path: folder.to_owned(), source };
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
    let found = fs::symlink_metadata(folder).map_err(failed)?;
    if !found.is_dir() || found.uid() != user {
        return Err(ServeError::InTheWay {
            path: folder.to_owned(),
            what: "a folder that belongs to you",
        });
    }
    if found.permissions().mode() & 0o777 != 0o700 {
        fs::set_permissions(folder, Permissions::from_mode(0o700)).map_err(failed)?;
    }
    Ok(())
}

/// Removes a socket that a dead program left; refuses one that is alive, and anything else.
async fn clear(path: &Path) -> Result<(), ServeError> {
    match fs::symlink_metadata(path) {
        Err(_nothing_there) => return Ok(()),
        Ok(found) if !found.file_type().is_socket() => {
            return Err(ServeError::InTheWay { path: path.to_owned(), what: "a socket" });
        }
        Ok(_) => {}
    }
    if UnixStream::connect(path).await.is_ok() {
        return Err(ServeError::SocketInUse { path: path.to_owned() });
    }
    fs::remove_file(path).map_err(|source| ServeError::Socket { path: path.to_owned(), source })
}

async fn accept(desk: Arc<Desk>, listener: UnixListener, user: u32) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) if stream.peer_cred().is_ok_and(|peer| peer.uid() == user) => {
                tokio::spawn(hello::serve(Arc::clone(&desk), stream));
            }
            Ok(_) => tracing::warn!("a program of another user was turned away"),
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(std::time::Duration::from_millis(60)).await;
            }
        }
    }
}
