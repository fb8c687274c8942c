using System.Text.Json;

namespace Squaremcp.Tests.Sandbox;

/// <summary>WhatsApp in the sandbox, through the whole product.</summary>
public sealed class WhatsAppTests(SandboxGateway gateway) : IClassFixture<SandboxGateway>
{
    private const string Ada = "+49 1555 0100001", Bert = "+49 1555 0100002", Nobody = "+49 1555 0100003";

    [Fact]
    public async Task Who_wrote_today_gets_anything_and_its_way_can_be_followed()
    {
        await OkAsync("whatsapp_send_message", new { to = Ada, text = "Your rolls are ready.", dry_run = true });
        var sent = await OkAsync("whatsapp_send_message", new { to = Ada, text = "Your rolls are ready. 🥐" });
        await OkAsync("whatsapp_send_message", new { to = Ada, media = await gateway.FileAsync("application/pdf", 100), media_kind = "document", filename = "menu.pdf" });
        await OkAsync("whatsapp_send_message", new { to = Ada, media = "https://example.org/a.jpg", media_kind = "image", text = "Look" });

        Assert.Equal("delivered", (await OkAsync("whatsapp_get_message_status", new { message_id = sent.GetProperty("message_id").GetString() })).GetProperty("status").GetString());
        Assert.Equal("not_found", await KindAsync("whatsapp_get_message_status", new { message_id = "wamid.AAA=" }));
        Assert.Equal("not_permitted_by_platform", await KindAsync("whatsapp_send_message", new { to = Nobody, text = "x" }));
    }

    [Fact]
    public async Task Who_did_not_write_today_gets_a_template_and_the_error_names_it()
    {
        var (_, refused) = await gateway.CallAsync("whatsapp_send_message", new { to = Bert, text = "x" });

        Assert.Equal("not_permitted_by_platform", refused.GetProperty("kind").GetString());
        Assert.Contains("order_ready (de)", refused.GetRawText(), StringComparison.Ordinal);
        object template = new { to = Bert, template = "order_ready", language = "de", body_parameters = new[] { "Bert", "5" } };
        await OkAsync("whatsapp_send_template", template);
        Assert.Equal("invalid_argument", await KindAsync("whatsapp_send_template", new { to = Bert, template = "order_ready", language = "de" }));
        Assert.Equal("not_found", await KindAsync("whatsapp_send_template", new { to = Bert, template = "order_ready", language = "fr" }));
        Assert.Equal("not_permitted_by_platform", await KindAsync("whatsapp_send_template", new { to = Bert, template = "old_offer", language = "en_US" }));
    }

    [Fact]
    public async Task Templates_are_listed_page_by_page_and_by_what_they_are()
    {
        var first = await OkAsync("whatsapp_list_templates", new { limit = 3 });
        var second = await OkAsync("whatsapp_list_templates", new { limit = 3, cursor = first.GetProperty("next_cursor").GetString() });

        Assert.Equal((3, 2), (first.GetProperty("templates").GetArrayLength(), second.GetProperty("templates").GetArrayLength()));
        Assert.Equal(3, (await OkAsync("whatsapp_list_templates", new { status = "APPROVED" })).GetProperty("templates").GetArrayLength());
    }

    [Theory]
    [InlineData("rate_limited", "rate_limited")]
    [InlineData("expired_token", "needs_reconnection")]
    [InlineData("server_error", "outcome_unknown")]
    [InlineData("truncated", "outcome_unknown")]
    public async Task It_fails_on_demand(string fault, string kind)
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        await gateway.FaultAsync("whatsapp", new { kind = fault, retry_after = 60 }, key);

        Assert.Equal(kind, (await gateway.CallAsync("whatsapp_send_message", new { to = Ada, text = "x" }, key)).Body.GetProperty("kind").GetString());
    }

    private async Task<string?> KindAsync(string tool, object arguments) => (await gateway.CallAsync(tool, arguments)).Body.GetProperty("kind").GetString();

    private async Task<JsonElement> OkAsync(string tool, object arguments)
    {
        var (status, body) = await gateway.CallAsync(tool, arguments);
        Assert.True(status == 200, $"{tool} answered {status}: {body}");
        return body;
    }
}
