// What others' libraries send to a platform for the same intents as our connectors: node platform.mjs <xdk | grammy | linkedin | facebook> <base address>. The server there records; what it answers is not looked at.
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

for (const intent of await { xdk, grammy, linkedin, facebook }[library]()) {
  try {
    await intent();
  } catch (refused) {
    if (process.env.SHOW) console.error(String(refused));
  }
}
process.exit(0);
