using Squaremcp.Platforms;
using Squaremcp.Tests.Meta;

namespace Squaremcp.Tests.WhatsApp;

/// <summary>What can go wrong on the way to WhatsApp and back, by code.</summary>
public sealed class TroubleTests : WhatsAppBench
{
    private static readonly object Sent = new { to = "+49 30 1234567", text = "x" };

    [Theory]
    [InlineData(401, 0, ToolErrorKind.NeedsReconnection, "new one")]
    [InlineData(401, 190, ToolErrorKind.NeedsReconnection, "connect it again")]
    [InlineData(403, 10, ToolErrorKind.NotPermittedByPlatform, "App Review")]
    [InlineData(403, 131005, ToolErrorKind.NotPermittedByPlatform, "whatsapp_business_messaging")]
    [InlineData(400, 33, ToolErrorKind.NotPermittedByPlatform, "not registered")]
    [InlineData(400, 133010, ToolErrorKind.NotPermittedByPlatform, "not registered")]
    [InlineData(500, 131045, ToolErrorKind.NotPermittedByPlatform, "not registered")]
    [InlineData(400, 131048, ToolErrorKind.NotPermittedByPlatform, "blocked or reported")]
    [InlineData(400, 131049, ToolErrorKind.NotPermittedByPlatform, "24 hours")]
    [InlineData(400, 131050, ToolErrorKind.NotPermittedByPlatform, "does not want")]
    [InlineData(400, 131026, ToolErrorKind.NotPermittedByPlatform, "cannot deliver")]
    [InlineData(400, 130472, ToolErrorKind.NotPermittedByPlatform, "experiment")]
    [InlineData(403, 131031, ToolErrorKind.NotPermittedByPlatform, "locked")]
    [InlineData(403, 368, ToolErrorKind.NotPermittedByPlatform, "locked")]
    [InlineData(402, 131042, ToolErrorKind.NotPermittedByPlatform, "payment")]
    [InlineData(400, 131064, ToolErrorKind.NotPermittedByPlatform, "category")]
    [InlineData(400, 132015, ToolErrorKind.NotPermittedByPlatform, "paused")]
    [InlineData(400, 132016, ToolErrorKind.NotPermittedByPlatform, "disabled")]
    [InlineData(404, 132001, ToolErrorKind.NotFound, "whatsapp_list_templates")]
    [InlineData(400, 132000, ToolErrorKind.InvalidArgument, "does not fit")]
    [InlineData(400, 132012, ToolErrorKind.InvalidArgument, "does not fit")]
    [InlineData(400, 131021, ToolErrorKind.InvalidArgument, "own number")]
    [InlineData(400, 131052, ToolErrorKind.InvalidArgument, "cannot take the file")]
    [InlineData(400, 131053, ToolErrorKind.InvalidArgument, "cannot take the file")]
    [InlineData(400, 131008, ToolErrorKind.InvalidArgument, "131008")]
    [InlineData(400, 131009, ToolErrorKind.InvalidArgument, "131009")]
    [InlineData(400, 100, ToolErrorKind.InvalidArgument, "refused this")]
    public async Task What_WhatsApp_refuses_is_told_by_its_code_whatever_the_status(int status, int code, ToolErrorKind kind, string says)
    {
        Graph.Answer = _ => GraphAnswer.Error(status, code);

        var error = await ErrorAsync("whatsapp_send_message", Sent);

        Assert.Equal(kind, error.Kind);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", error.Message, StringComparison.Ordinal);
        Assert.Single(Graph.Requests);
    }

    [Theory]
    [InlineData(429, 130429)]
    [InlineData(400, 80007)]
    [InlineData(400, 4)]
    [InlineData(400, 133016)]
    public async Task Who_is_too_fast_waits_before_asking_again(int status, int code)
    {
        Graph.Answer = _ => GraphAnswer.Error(status, code);

        Assert.Equal(ToolErrorKind.RateLimited, (await ErrorAsync("whatsapp_send_message", Sent)).Kind);
        Assert.Equal(ToolErrorKind.RateLimited, (await ErrorAsync("whatsapp_list_templates", new { })).Kind);
        Assert.Single(Graph.Requests);
    }

    [Fact]
    public async Task Too_many_messages_to_one_person_keep_nobody_else_waiting()
    {
        Graph.Answer = _ => GraphAnswer.Error(400, 131056);
        Assert.Equal(TimeSpan.FromSeconds(6), (await ErrorAsync("whatsapp_send_message", Sent)).RetryAfter);

        Graph.Answer = _ => GraphAnswer.Ok(Taken);
        await AnswerAsync("whatsapp_send_message", new { to = "+49 30 7654321", text = "x" });
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(200, """{"messages":[{"id":""")]
    [InlineData(200, """{"messages":[]}""")]
    [InlineData(500, """{"error":{"message":"x","code":131000}}""")]
    [InlineData(503, """{"error":{"message":"x","code":131016}}""")]
    [InlineData(400, """{"error":{"message":"x","code":2,"is_transient":true}}""")]
    public async Task A_message_whose_answer_is_no_answer_is_sent_once_and_unknown(int status, string body)
    {
        Graph.Answer = _ => new(status, body);
        foreach (var (tool, arguments) in ((string, object)[])[("whatsapp_send_message", Sent), ("whatsapp_send_template", new { to = "+49 30 1234567", template = "a", language = "de" })])
        {
            Graph.Requests.Clear();

            Assert.Equal(ToolErrorKind.OutcomeUnknown, (await ErrorAsync(tool, arguments)).Kind);
            Assert.Single(Graph.Requests);
        }
    }

    [Theory]
    [InlineData("whatsapp_list_templates", "{}", 500, "", 3)]
    [InlineData("whatsapp_list_templates", "{}", 200, """{"data":[""", 1)]
    [InlineData("whatsapp_get_message_status", """{"message_id":"wamid.AAA="}""", 200, "[", 1)]
    public async Task A_read_that_fails_is_told_as_not_available(string tool, string arguments, int status, string body, int times)
    {
        Graph.Answer = _ => new(status, body);

        Assert.Equal(ToolErrorKind.PlatformUnavailable, (await ErrorAsync(tool, System.Text.Json.JsonElement.Parse(arguments))).Kind);
        Assert.Equal(times, Graph.Requests.Count);
    }

    [Fact]
    public async Task An_app_that_is_told_no_history_is_told_so()
    {
        Graph.Answer = _ => GraphAnswer.Error(400, 100, message: "(#100) Tried accessing nonexisting field (message_history) on node type (WhatsAppBusinessPhoneNumber)");

        Assert.Equal(ToolErrorKind.NotPermittedByPlatform, (await ErrorAsync("whatsapp_get_message_status", new { message_id = "wamid.AAA=" })).Kind);
    }

    [Fact]
    public async Task The_check_tells_the_number_and_its_quality()
    {
        Graph.Answer = _ => GraphAnswer.Ok("""{"id":"106540352242922","display_phone_number":"+49 30 9999999","verified_name":"Harbour Bakery","quality_rating":"GREEN"}""");

        Assert.Equal("+49 30 9999999 (Harbour Bakery, quality GREEN)", (await Connector.CheckAsync(Account, Stop))[^1].Detail);
    }
}
