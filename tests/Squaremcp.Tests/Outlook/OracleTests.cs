using System.Text.Json;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Outlook;

/// <summary>Our requests, and the answers our tests and tapes are made of, against Graph's entity model.</summary>
public sealed class OracleTests : OutlookBench
{
    /// <summary>None differs, but that we write <c>message</c> and not <c>Message</c>, as Graph's pages do.</summary>
    [Fact]
    public async Task Every_request_and_every_answer_is_one_that_is_described()
    {
        var oracle = GraphOracle.Required;
        Platform.Answer = Well;
        foreach (var (tool, arguments) in Calls)
        {
            await AnswerAsync(tool, JsonElement.Parse(arguments));
        }

        await AnswerAsync("outlook_list_messages", new { folder = "Projects/Harbour", since = "2026-11-01", before = "2026-12-01", unread = true, flagged = true, has_attachment = true });
        await AnswerAsync("outlook_read_message", new { id = Id, headers = true });
        await AnswerAsync("outlook_read_message", new { id = Id, save_attachment = "AQ1=" });
        foreach (var size in (int[])[10, 4_000_000])
        {
            File = new(size);
            await AnswerAsync("outlook_send_message", new { to = new[] { "Bob <bob@example.org>" }, bcc = new[] { "ada@example.org" }, subject = "x", html = "<p>x</p>", attachments = new[] { OneFile.Id } });
        }

        await AnswerAsync("outlook_create_draft", new { reply_to_message = Id, text = "x" });
        await AnswerAsync("outlook_create_draft", new { forward_message = Id, text = "x" });

        Assert.InRange(Platform.Requests.Count, 25, 60);
        Assert.Empty(Platform.Requests.Where(request => request.Verb != "PUT").SelectMany(request => Offences(oracle, request)));
        Assert.Empty(oracle.Offences(JsonElement.Parse(Message), "graph.message", "message"));
        Assert.Empty(oracle.Offences(JsonElement.Parse(Attachments).GetProperty("value"), "Collection(graph.attachment)", "attachments"));
    }

    [Theory]
    [InlineData("graph.message", """{"subjekt":"x"}""", "has no subjekt")]
    [InlineData("graph.message", """{"isRead":"no"}""", "isRead is no Edm.Boolean")]
    [InlineData("graph.message", """{"body":{"contentType":"plain"}}""", "contentType is no graph.bodyType")]
    [InlineData("graph.message", """{"toRecipients":[{"address":"x"}]}""", "toRecipients[] has no address")]
    [InlineData("graph.attachment", """{"@odata.type":"#microsoft.graph.message","name":"x"}""", "is no graph.attachment")]
    [InlineData("graph.attachment", """{"@odata.type":"#microsoft.graph.fileAttachment","contentBytes":"?"}""", "contentBytes is no Edm.Binary")]
    [InlineData("graph.attachmentItem", """{"size":"5"}""", "size is no Edm.Int64")]
    public void What_is_not_described_is_noticed(string type, string value, string offence) =>
        Assert.Contains(GraphOracle.Required.Offences(JsonElement.Parse(value), type, "it"), found => found.Contains(offence, StringComparison.Ordinal));

    private static List<string> Offences(GraphOracle oracle, SentToStandIn request)
    {
        var path = request.Path[Me.Length..];
        var type = path.Length == 0 ? "graph.user" : path.EndsWith("olders", StringComparison.Ordinal) ? "graph.mailFolder" : path.Contains("/attachments", StringComparison.Ordinal) ? "graph.attachment" : "graph.message";
        List<string> found = [.. request.Query.Keys.Where(name => name is not ("$select" or "$top" or "$orderby" or "$filter" or "$search")).Select(name => $"there is no option {name}")];
        found.AddRange(oracle.Names(type, request.Query.GetValueOrDefault("$select", "id").Split(',')));
        found.AddRange(oracle.Names(type, request.Query.TryGetValue("$orderby", out var order) ? [order.Split(' ')[0]] : []));
        found.AddRange(oracle.Names(type, request.Query.TryGetValue("$filter", out var filter) ? filter.Split(" and ").Select(condition => condition.Split(' ')[0]) : []));
        if (request.Bytes.Length == 0)
        {
            return found;
        }

        var body = request.Json;
        return [.. found, .. path.Split('/')[^1] switch
        {
            "createReply" or "createForward" => oracle.OfAction(path.Split('/')[^1], "graph.message", body),
            "createUploadSession" => oracle.OfAction("createUploadSession", "Collection(graph.attachment)", body),
            _ => oracle.Offences(body, type, "body"),
        }];
    }
}
