//! The protocol: what is offered, and from whom a call comes.
//!
//! Why: a connection of the shim belongs to one agent for its life; over HTTP every request is
//! told apart by its own token.
//! Refuses: prompts, resources and everything else that is not declared; identity by `clientInfo`.

use std::sync::Arc;

use axum::http::request::Parts;
use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, CallToolResult, CompleteRequestMethod,
    CompleteRequestParams, CompleteResult, ListPromptsRequestMethod, ListPromptsResult,
    ListResourceTemplatesRequestMethod, ListResourceTemplatesResult, ListResourcesRequestMethod,
    ListResourcesResult, ListToolsResult, PaginatedRequestParams, ServerConfig,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};

use super::desk::{Caller, Desk};
use crate::tool::{Tool, catalog};

/// One connection, or one request.
#[derive(Debug, Clone)]
pub(super) struct Door {
    desk: Arc<Desk>,
    /// Whose connection it is; `None` over HTTP.
    caller: Option<Caller>,
}

impl Door {
    /// For requests that each say who they are.
    pub(super) const fn of_requests(desk: Arc<Desk>) -> Self {
        Self { desk, caller: None }
    }

    /// For a connection of one agent.
    pub(super) const fn of(desk: Arc<Desk>, caller: Caller) -> Self {
        Self { desk, caller: Some(caller) }
    }

    fn caller(&self, context: &RequestContext<RoleServer>) -> Option<Caller> {
        let of_request = || context.extensions.get::<Parts>()?.extensions.get::<Caller>().copied();
        self.caller.or_else(of_request)
    }
}

impl ServerHandler for Door {
    fn get_info(&self) -> ServerConfig {
        catalog::about()
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let mut list = ListToolsResult::with_all_items(catalog::list());
        list.ttl_ms = Some(catalog::TTL_MS);
        list.cache_scope = Some(CacheScope::Private);
        Ok(list)
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(tool) = Tool::named(&request.name) else {
            let name = latchkey_core::text::clean(&request.name, 60);
            return Err(ErrorData::invalid_params(format!("There is no tool {name}."), None));
        };
        let Some(caller) = self.caller(&context) else {
            return Err(ErrorData::internal_error("The caller is not known.", None));
        };
        let arguments = request.arguments.unwrap_or_default();
        let answer = self.desk.call(caller, tool, arguments).await;
        Ok(CallToolResult::from(answer).into())
    }

    async fn list_prompts(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        Err(ErrorData::method_not_found::<ListPromptsRequestMethod>())
    }

    async fn list_resources(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        Err(ErrorData::method_not_found::<ListResourcesRequestMethod>())
    }

    async fn list_resource_templates(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        Err(ErrorData::method_not_found::<ListResourceTemplatesRequestMethod>())
    }

    async fn complete(
        &self,
        _request: CompleteRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        Err(ErrorData::method_not_found::<CompleteRequestMethod>())
    }
}
