using System.Text.Json;

namespace Squaremcp.Tests.Sandbox;

/// <summary>E-mail and notes of the sandbox, by every tool there is for them.</summary>
public sealed class MailTests(SandboxGateway gateway) : IClassFixture<SandboxGateway>
{
    [Fact]
    public async Task A_new_mailbox_has_letters_that_can_be_found_and_read()
    {
        var found = await OkAsync("email_search_messages", new { subject = "Leuchtturm" });
        var read = await OkAsync("email_read_message", new { id = Id(found) });

        Assert.Contains("Welches Rot für den Turm?", read.GetRawText().Replace("\\u00FC", "ü", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("INBOX", (await OkAsync("email_list_folders", new { })).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attachment_is_listed()
    {
        var found = await OkAsync("email_search_messages", new { from = "office@paint.example" });

        Assert.Contains("invoice-117.csv", (await OkAsync("email_read_message", new { id = Id(found) })).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_to_oneself_arrives_and_a_copy_is_filed()
    {
        var address = (await gateway.RestAsync(HttpMethod.Get, "/api/v1/connections", gateway.Key)).GetProperty("connections").EnumerateArray().First(one => one.GetProperty("platform").GetString() == "email").GetProperty("label").GetString();
        await OkAsync("email_send_email", new { to = new[] { address }, subject = "Grüße 🚢", text = "An mich selbst.\n.\nmit Punkt" });

        Assert.Contains("mit Punkt", (await OkAsync("email_read_message", new { id = Id(await OkAsync("email_search_messages", new { subject = "Grüße 🚢" })) })).GetRawText(), StringComparison.Ordinal);
        Assert.Single((await OkAsync("email_search_messages", new { subject = "Grüße", folder = "Sent" })).GetProperty("messages").EnumerateArray());
    }

    [Fact]
    public async Task A_draft_is_kept()
    {
        await OkAsync("email_create_draft", new { to = new[] { "ada@sandbox.example" }, subject = "Not yet", text = "Soon." });

        Assert.Single((await OkAsync("email_search_messages", new { subject = "Not yet", folder = "Drafts" })).GetProperty("messages").EnumerateArray());
    }

    [Theory]
    [InlineData("nobody@sandbox.example")]
    [InlineData("later@sandbox.example")]
    public async Task A_recipient_may_be_refused(string to) =>
        Assert.NotEqual(200, (await gateway.CallAsync("email_send_email", new { to = new[] { to }, subject = "x", text = "y" })).Status);

    [Theory]
    [InlineData("server_error")]
    [InlineData("expired_token")]
    [InlineData("rate_limited")]
    public async Task It_fails_on_demand_and_recovers(string fault)
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        await gateway.CallAsync("email_list_folders", null, key);
        await gateway.FaultAsync("email", new { kind = fault }, key);

        Assert.NotEqual(200, (await gateway.CallAsync("email_list_folders", null, key)).Status);
        Assert.Equal(200, (await gateway.CallAsync("email_list_folders", null, key)).Status);
    }

    [Fact]
    public async Task Nothing_of_the_sandbox_leaves_it()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        var server = new { host = "mail.example.org", port = 993, security = "tls" };
        await gateway.RestAsync(HttpMethod.Put, "/api/v1/connections/email/other", key, new { address = "a@example.org", password = "b", imap = server, smtp = server });

        var check = await gateway.RestAsync(HttpMethod.Post, "/api/v1/connections/email/other/check", key);
        var tried = await gateway.SendAsync(HttpMethod.Put, "/api/v1/connections/email/third?check=true", key, new { address = "a@example.org", password = "b", imap = server, smtp = server });
        Assert.Contains("not-in-the-sandbox.invalid", tried.Body.GetRawText(), StringComparison.Ordinal);

        Assert.Contains("not-in-the-sandbox.invalid", check.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_vault_has_notes_and_what_is_written_is_on_disk()
    {
        Assert.Contains("Lighthouse", (await OkAsync("obsidian_search_notes", new { query = "tower" })).GetRawText(), StringComparison.Ordinal);
        var note = await OkAsync("obsidian_read_note", new { path = "Projects/Lighthouse.md" });
        await OkAsync("obsidian_update_note", new { path = "Projects/Lighthouse.md", content = "# Lighthouse\n", version = note.GetProperty("version").GetString() });
        await OkAsync("obsidian_append_to_note", new { path = "Inbox.md", content = "- from the sandbox" });
        await OkAsync("obsidian_sync_status", new { });

        Assert.Contains(Directory.GetFiles(gateway.Vaults, "Inbox.md", SearchOption.AllDirectories), file => File.ReadAllText(file).Contains("- from the sandbox", StringComparison.Ordinal));
    }

    private static string Id(JsonElement found) => found.GetProperty("messages")[0].GetProperty("id").GetString()!;

    private async Task<JsonElement> OkAsync(string tool, object arguments)
    {
        var (status, body) = await gateway.CallAsync(tool, arguments);
        Assert.True(status == 200, $"{tool} answered {status}: {body}");
        return body;
    }
}
