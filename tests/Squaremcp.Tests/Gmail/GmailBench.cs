using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Email;
using Squaremcp.Platforms.Gmail;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Tests.Email.Tools;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Gmail;

/// <summary>The connector on a Gmail of its own.</summary>
public abstract class GmailBench : OAuthBench
{
    internal const string Anna = "anna@gmail.com", Id = "19a3f0c2d4e5b6a7", Thread = "19a3f0c2d4e50000", Api = "/gmail.googleapis.com/gmail/v1/users/me", Upload = "/gmail.googleapis.com/upload/gmail/v1/users/me";

    /// <summary>One good call of each tool.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Calls = new Dictionary<string, string>
    {
        ["gmail_list_messages"] = "{}",
        ["gmail_search_messages"] = """{"subject":"ferry"}""",
        ["gmail_read_message"] = $$"""{"id":"{{Id}}"}""",
        ["gmail_send_message"] = """{"to":["bob@example.org"],"subject":"x","text":"x"}""",
        ["gmail_create_draft"] = """{"text":"x"}""",
    };

    internal override string Settings => $$"""{"account_id":"{{Anna}}","name":"{{Anna}}"}""";

    internal MemoryFiles Kept { get; } = new();

    internal override IOAuthConnector Make(OutboundHttp http, TimeProvider clock, ICustomerFiles files) => new GmailConnector(http, clock, Kept);

    internal static JsonElement Arguments(string tool) => JsonElement.Parse(Calls[tool]);

    /// <summary>A message of Gmail's, in its full form.</summary>
    internal static string Message(string id = Id, string subject = "Ferry on Sunday", string text = "The ferry leaves at 9.", string labels = "\"INBOX\",\"UNREAD\"", string more = "") => $$$"""
        {"id":"{{{id}}}","threadId":"{{{Thread}}}","labelIds":[{{{labels}}}],"snippet":"The ferry &amp; the ladder","historyId":"7","internalDate":"1763719200123","sizeEstimate":2048,
         "payload":{"partId":"","mimeType":"multipart/mixed","filename":"","headers":[
           {"name":"From","value":"=?utf-8?Q?Bj=C3=B6rn?= <bjorn@example.org>"},{"name":"To","value":"Anna <anna@gmail.com>, bob@example.org"},{"name":"Subject","value":"{{{subject}}}"},
           {"name":"Date","value":"Fri, 21 Nov 2025 11:00:00 +0100"},{"name":"Message-ID","value":"<ferry-1@example.org>"},{"name":"Content-Type","value":"multipart/mixed; boundary=\"x\""}],"body":{"size":0},
           "parts":[
             {"partId":"0","mimeType":"text/plain","filename":"","headers":[{"name":"Content-Type","value":"text/plain; charset=\"iso-8859-1\""}],"body":{"size":{{{Encoding.UTF8.GetByteCount(text)}}},"data":"{{{Encoded(text)}}}"}},
             {"partId":"1","mimeType":"text/csv","filename":"hours.csv","headers":[{"name":"Content-Type","value":"text/csv; name=\"hours.csv\""},{"name":"Content-Disposition","value":"attachment; filename=\"hours.csv\""}],"body":{"attachmentId":"ANGj-dJ_8","size":9}}{{{more}}}]}}
        """;

    internal static string Encoded(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    /// <summary>Gmail's answer to each good call.</summary>
    internal static StandInAnswer Well(SentToStandIn request) => request.Path switch
    {
        $"{Api}/profile" => new(200, """{"emailAddress":"anna@gmail.com","messagesTotal":5,"threadsTotal":4,"historyId":"7"}"""),
        $"{Api}/labels" => new(200, """{"labels":[{"id":"INBOX","name":"INBOX","type":"system"},{"id":"Label_7","name":"Harbour & Sons","type":"user"}]}"""),
        $"{Api}/messages" => new(200, $$"""{"messages":[{"id":"{{Id}}","threadId":"{{Thread}}"}],"resultSizeEstimate":1}"""),
        $"{Upload}/messages/send" => new(200, $$"""{"id":"19a3f0c2d4e5ffff","threadId":"{{Thread}}","labelIds":["SENT"]}"""),
        $"{Upload}/drafts" => new(200, $$$"""{"id":"r-77","message":{"id":"19a3f0c2d4e5eeee","threadId":"{{{Thread}}}","labelIds":["DRAFT"]}}"""),
        var path when path.Contains("/attachments/", StringComparison.Ordinal) => new(200, $$"""{ "size": 9, "data": "{{Encoded("9;10;11\r\n")}}" }"""),
        var path when path.StartsWith($"{Api}/messages/", StringComparison.Ordinal) => new(200, Message(path[(path.LastIndexOf('/') + 1)..])),
        _ => new(404, "{}"),
    };

    internal static string Refusal(int status, string reason, string message) => $$$"""{"error":{"code":{{{status}}},"message":"{{{message}}}","errors":[{"message":"{{{message}}}","domain":"global","reason":"{{{reason}}}"}],"status":"X"}}""";

    /// <summary>What was handed over: what Gmail was told of it, and the message.</summary>
    internal static async Task<(JsonElement About, MimeMessage Message)> SubmittedAsync(SentToStandIn request)
    {
        var type = Microsoft.Net.Http.Headers.MediaTypeHeaderValue.Parse(request.Header("content-type"));
        Assert.Equal("multipart/related", type.MediaType.ToString());
        var reader = new MultipartReader(Microsoft.Net.Http.Headers.HeaderUtilities.RemoveQuotes(type.Boundary).Value!, new MemoryStream(request.Bytes));
        var sections = new List<(string Type, byte[] Content)>();
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            using var content = new MemoryStream();
            await section.Body.CopyToAsync(content);
            sections.Add((section.ContentType!.Split(';')[0], content.ToArray()));
        }

        Assert.Equal(["application/json", "message/rfc822"], sections.Select(section => section.Type));
        return (JsonElement.Parse(sections[0].Content), MimeMessage.Read(sections[1].Content));
    }

    internal async Task<JsonElement> RehearsedAsync(string tool, object arguments)
    {
        var result = await RehearseAsync(tool, arguments);
        Assert.True(result.Error is null, result.Error?.Message);
        return JsonElement.Parse(result.Json!).GetProperty("dry_run");
    }
}
