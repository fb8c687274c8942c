// What others' libraries send to a platform for the same intents as our connectors: node platform.mjs <xdk | grammy | octokit | linkedin | slack | discordjs | facebook | gmail> <base address>. The server there records; what it answers is not looked at.
const [library, base] = process.argv.slice(2);

async function xdk() {
  const { Client } = await import("@xdevplatform/xdk");
  const x = new Client({ accessToken: "planted-access-token", baseUrl: base, maxRetries: 0 });
  return [
    () => x.users.getMe({ userFields: ["created_at", "username"] }),
    () => x.users.getByUsername("anna_example", { userFields: ["created_at"] }),
    () => x.users.getById("2244994945", { userFields: ["created_at"] }),
    () => x.users.getPosts("2244994945", { maxResults: 10, exclude: ["replies", "retweets"], sinceId: "5", untilId: "9", startTime: "2026-11-01T00:00:00Z", endTime: "2026-11-21T00:00:00Z" }),
    () => x.posts.searchRecent('"heat pump" lang:en', { maxResults: 10, sortOrder: "recency", nextToken: "next" }),
    () => x.posts.create({ text: "Grüße 😀", reply: { in_reply_to_tweet_id: "5" }, reply_settings: "following" }),
    () => x.posts.create({ text: "x", poll: { options: ["a", "b"], duration_minutes: 60 } }),
    () => x.posts.create({ text: "x", media: { media_ids: ["7"] }, made_with_ai: true }),
    () => x.posts.create({ text: "x", quote_tweet_id: "5" }),
    () => x.media.initializeUpload({ media_type: "video/mp4", total_bytes: 3, media_category: "tweet_video" }),
    () => x.media.appendUpload("7", { segment_index: 0, media: "AQID" }),
    () => x.media.finalizeUpload("7"),
    () => x.media.getUploadStatus("7", { command: "STATUS" }),
  ];
}

async function grammy() {
  const { Api, InputFile } = await import("grammy");
  const api = new Api(process.argv[4], { apiRoot: base });
  return [
    () => api.getMe(),
    () => api.getChat(5001),
    () => api.getChat("@example_group"),
    () => api.getUpdates({ limit: 100, timeout: 0 }),
    () => api.getUpdates({ offset: 5, limit: 1, timeout: 0 }),
    () => api.sendMessage(5001, "Grüße 😀"),
    () => api.sendMessage("@example_group", "<b>x</b>", { parse_mode: "HTML", disable_notification: true, link_preview_options: { is_disabled: true } }),
    () => api.sendMessage(-1001234567890, "x", { reply_parameters: { message_id: 9007199254 } }),
    () => api.sendPhoto(5001, "https://example.org/a.jpg", { caption: "*x*", parse_mode: "MarkdownV2" }),
    () => api.sendPhoto(5001, new InputFile(new Uint8Array([1, 2, 3]), "photo.png"), { caption: "x", reply_parameters: { message_id: 5 } }),
  ];
}

async function octokit() {
  const { Octokit } = await import("octokit");
  const github = new Octokit({ auth: "planted-access-token", baseUrl: base, retry: { enabled: false }, throttle: { enabled: false } }).rest;
  const [owner, repo, sha] = ["o", "r", "6dcb09b5b57875f334f61aebed695e2e4193db5e"];
  return [
    () => github.users.getAuthenticated(),
    () => github.repos.listForAuthenticatedUser({ visibility: "private", affiliation: "owner", sort: "pushed", per_page: 5 }),
    () => github.repos.getContent({ owner, repo, path: "docs/a b/ü.md", ref: "feature/x" }),
    () => github.git.getTree({ owner, repo, tree_sha: "main", recursive: "1" }),
    () => github.issues.listForRepo({ owner, repo, state: "all", labels: "bug", assignee: "anna", creator: "bert", per_page: 30 }),
    () => github.issues.create({ owner, repo, title: "Grüße", body: "x", labels: ["bug"], assignees: ["anna"], milestone: 1 }),
    () => github.issues.createComment({ owner, repo, issue_number: 1, body: "x" }),
    () => github.pulls.list({ owner, repo, state: "closed", head: "bert:fix", base: "main", per_page: 30 }),
    () => github.pulls.get({ owner, repo, pull_number: 1 }),
    () => github.pulls.listFiles({ owner, repo, pull_number: 1, per_page: 30 }),
    () => github.pulls.create({ owner, repo, title: "Fix", head: "fix", base: "main", body: "x", draft: true }),
    () => github.pulls.update({ owner, repo, pull_number: 1, title: "Fix", body: "x", base: "main", state: "open" }),
    () => github.pulls.merge({ owner, repo, pull_number: 1, sha, merge_method: "squash", commit_title: "x", commit_message: "y" }),
    () => github.pulls.createReview({ owner, repo, pull_number: 1, event: "COMMENT", body: "x", commit_id: sha, comments: [{ path: "a.md", body: "y", line: 4, side: "RIGHT", start_line: 2, start_side: "RIGHT" }] }),
  ];
}

async function linkedin() {
  const { createRequire } = await import("node:module");
  const require = createRequire(import.meta.url);
  const { AuthClient, RestliClient } = require("linkedin-api-client");
  // The library knows only its own addresses.
  const here = (config) => ({ ...config, url: config.url.replace("https://", `${base}/`) });
  createRequire(require.resolve("linkedin-api-client"))("axios").interceptors.request.use(here);
  const restli = new RestliClient();
  restli.axiosInstance.interceptors.request.use(here);
  const auth = new AuthClient({ clientId: "planted-client", clientSecret: "planted:secret", redirectUrl: "https://square.example/cb" });
  const [accessToken, versionString] = ["planted-access-token", "202607"];
  const entity = JSON.parse(process.argv[4]);
  return [
    () => restli.create({ resourcePath: "/posts", entity, versionString, accessToken }),
    () => restli.action({ resourcePath: "/videos", actionName: "initializeUpload", data: { initializeUploadRequest: { owner: "urn:li:person:yrZCpj2Z12", fileSizeBytes: 76800, uploadCaptions: false, uploadThumbnail: false } }, versionString, accessToken }),
    () => restli.get({ resourcePath: "/videos/{id}", pathKeys: { id: "urn:li:video:C5F10AQGKQg_6y2a4sQ" }, versionString, accessToken }),
    () => restli.finder({ resourcePath: "/connections", finderName: "viewer", queryParams: { start: 0, count: 50 }, accessToken }),
    () => auth.exchangeAuthCodeForAccessToken("code"),
    () => auth.exchangeRefreshTokenForAccessToken("planted-refresh-token"),
  ];
}

async function slack() {
  const { WebClient, LogLevel } = await import("@slack/web-api");
  const web = new WebClient("planted-xoxb-token", { slackApiUrl: base, retryConfig: { retries: 0 }, logLevel: LogLevel.ERROR });
  return [
    () => web.conversations.list({ types: "public_channel,private_channel", exclude_archived: false, limit: 20, team_id: "T0HARBOUR00" }),
    () => web.conversations.list({ types: "im,mpim", exclude_archived: true, limit: 100 }),
    () => web.conversations.history({ channel: "C0GENERAL00", oldest: "1763719200.000100", latest: "1763719230.000000", limit: 5 }),
    () => web.conversations.replies({ channel: "C0GENERAL00", ts: "1763719200.000000", limit: 15 }),
    () => web.users.list({ limit: 2 }),
    () => web.users.info({ user: "U0ANNA00000" }),
    () => web.chat.postMessage({ channel: "C0GENERAL00", text: "Grüße 😀 &amp; &lt;x&gt;", mrkdwn: false }),
    () => web.chat.postMessage({ channel: "C0GENERAL00", text: "*x*", thread_ts: "1763719200.000000", reply_broadcast: true, unfurl_links: false, unfurl_media: false }),
    () => web.chat.postMessage({ channel: "U0ANNA00000", markdown_text: "**x**" }),
    () => web.auth.test(),
  ];
}

async function discordjs() {
  const { REST } = await import("@discordjs/rest");
  const { Routes } = await import("discord-api-types/v10");
  const rest = new REST({ version: "10", api: base, retries: 0 }).setToken(process.argv[4]);
  const [guild, channel, quiet] = ["1310000000000000001", "1310000000000000002", { parse: [], replied_user: false }];
  const get = (route, query) => () => rest.get(route, { query: new URLSearchParams(query) });
  return [
    () => rest.get(Routes.user()),
    get(Routes.userGuilds(), { limit: 2, with_counts: true }),
    () => rest.get(Routes.guildChannels(guild)),
    get(Routes.channelMessages(channel), { limit: 50, before: "1310000000000001010" }),
    get(Routes.channelMessages(channel), { limit: 5, after: "1310000000000001010" }),
    () => rest.post(Routes.channelMessages(channel), { body: { content: "Grüße 😀 & <x>", allowed_mentions: quiet, nonce: "a", enforce_nonce: true } }),
    () => rest.post(Routes.channelMessages(channel), {
      body: {
        content: "x".repeat(2000), allowed_mentions: { ...quiet, users: ["1310000000000000005"] }, message_reference: { message_id: "1310000000000001000", fail_if_not_exists: true }, flags: 4100, nonce: "b", enforce_nonce: true,
      },
    }),
  ];
}

async function facebook() {
  const { createRequire } = await import("node:module");
  const require = createRequire(import.meta.url);
  const { FacebookAdsApi, Page } = require("facebook-nodejs-business-sdk");
  // The library knows only its own address.
  createRequire(require.resolve("facebook-nodejs-business-sdk"))("axios").interceptors.request.use((config) => ({ ...config, baseURL: undefined, url: config.url.replace("https://", `${base}/`) }));
  FacebookAdsApi.init("planted-page-token", "en_US", false);
  const page = new Page("101");
  return [
    () => page.get(["id", "name"]),
    () => page.getPosts(["id", "message"], { limit: 5, since: "1793491200" }),
    () => page.getFeed(["id", "message"], { limit: 10 }),
    () => page.createFeed([], { message: "Grüße & 日本", link: "https://example.org/" }),
    () => page.createFeed([], { attached_media: [{ media_fbid: "5" }, { media_fbid: "6" }] }),
    () => page.createPhoto([], { url: "https://example.org/a.jpg", caption: "x", published: false }),
    () => page.createVideo([], { file_url: "https://example.org/a.mp4", title: "y" }),
  ];
}

async function gmail() {
  const { gmail, auth } = await import("@googleapis/gmail");
  const own = new auth.OAuth2();
  own.setCredentials({ access_token: "planted-access-token" });
  const { users } = gmail({ version: "v1", auth: own, rootUrl: `${base}/`, retry: false });
  const [userId, id, outline] = ["me", "19a3f0c2d4e5b6a7", process.argv[4]];
  // Uploads ask for the address with each call.
  const [media, here] = [{ mimeType: "message/rfc822", body: "Subject: x\r\n\r\nx\r\n" }, { rootUrl: `${base}/` }];
  return [
    () => users.messages.list({ userId, labelIds: ["STARRED"], q: "is:unread", maxResults: 20 }),
    () => users.messages.get({ userId, id, format: "full", fields: outline }),
    () => users.labels.list({ userId }),
    () => users.messages.list({ userId, labelIds: ["Label_7"], q: '"Grüße &  x"', maxResults: 5 }),
    () => users.messages.get({ userId, id, format: "full", fields: outline }),
    () => users.messages.list({ userId, labelIds: ["SPAM"], maxResults: 20, includeSpamTrash: true }),
    () => users.messages.get({ userId, id, format: "full", fields: outline }),
    () => users.messages.get({ userId, id, format: "full" }),
    () => users.messages.attachments.get({ userId, messageId: id, id: "ANGj-dJ_8", fields: "data" }),
    () => users.messages.get({ userId, id, format: "metadata" }),
    () => users.messages.send({ userId, requestBody: { threadId: "19a3f0c2d4e50000" }, media }, here),
    () => users.drafts.create({ userId, requestBody: { message: {} }, media }, here),
    () => users.getProfile({ userId }),
  ];
}

for (const intent of await { xdk, grammy, octokit, linkedin, slack, discordjs, facebook, gmail }[library]()) {
  try {
    await intent();
  } catch (refused) {
    if (process.env.SHOW) console.error(String(refused));
  }
}
process.exit(0);
