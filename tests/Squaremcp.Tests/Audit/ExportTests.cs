using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Squaremcp.Frontend.Api;
using Squaremcp.Frontend.Commands;
using Squaremcp.Ledger;
using Squaremcp.Tests.Api;
using Squaremcp.Tests.Mcp;

namespace Squaremcp.Tests.Audit;

/// <summary>An export of the running product, and everything that may be done to the file.</summary>
public sealed class ExportTests(ExportedTrail trail) : IClassFixture<ExportedTrail>
{
    [Fact]
    public async Task An_export_is_whole_and_signed_by_the_key_the_gateway_publishes()
    {
        var check = await CheckAsync(trail.Lines, trail.KeyId);

        Assert.True(check.Ok, check.Reason);
        Assert.Equal(trail.Lines.Count - 1, check.Entries);
        Assert.Equal(trail.Gateway.CustomerId, check.Head!.CustomerId);
    }

    [Fact]
    public async Task The_signature_is_plain_es256_over_the_documented_lines()
    {
        var head = JsonElement.Parse(trail.Lines[0]).GetProperty("head");
        using var key = ECDsa.Create();
        key.ImportFromPem(trail.PublicKey);
        var statement = $"square.audit-head.v1\n{head.GetProperty("customer_id")}\n{head.GetProperty("seq")}\n{head.GetProperty("hash")}\n{head.GetProperty("first_seq")}\n{head.GetProperty("first_link")}\n{head.GetProperty("at").GetDateTimeOffset().ToUnixTimeMilliseconds()}\n";

        Assert.True(key.VerifyData(Encoding.UTF8.GetBytes(statement), System.Buffers.Text.Base64Url.DecodeFromChars(head.GetProperty("signature").GetString()), HashAlgorithmName.SHA256));
        Assert.False((await CheckAsync(trail.Lines, "0123456789abcdef")).Ok);
    }

    [Fact]
    public void Nothing_that_was_asked_stands_in_it() => Assert.DoesNotContain("quite private words", string.Join('\n', trail.Lines), StringComparison.Ordinal);

    [Fact]
    public async Task A_row_changed_in_any_member_is_found()
    {
        for (var line = 1; line < trail.Lines.Count; line++)
        {
            foreach (var member in JsonElement.Parse(trail.Lines[line]).GetProperty("entry").EnumerateObject())
            {
                var changed = trail.Lines.ToList();
                changed[line] = Changed(changed[line], member);
                Assert.False((await CheckAsync(changed)).Ok, $"line {line}: {member.Name}");
            }
        }
    }

    [Fact]
    public async Task A_member_of_the_head_changed_is_found()
    {
        foreach (var member in JsonElement.Parse(trail.Lines[0]).GetProperty("head").EnumerateObject())
        {
            var changed = trail.Lines.ToList();
            changed[0] = Changed(changed[0], member);
            Assert.False((await CheckAsync(changed)).Ok, member.Name);
        }
    }

    [Fact]
    public async Task Rows_removed_are_found_wherever_they_were()
    {
        for (var line = 0; line < trail.Lines.Count; line++)
        {
            var fewer = trail.Lines.ToList();
            fewer.RemoveAt(line);
            Assert.False((await CheckAsync(fewer)).Ok, $"line {line}");
        }

        var cut = await CheckAsync([.. trail.Lines.SkipLast(1)]);
        Assert.Contains("Entries are missing at the end", cut.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_moved_doubled_or_appended_are_found()
    {
        Assert.False((await CheckAsync([trail.Lines[0], .. trail.Lines.Skip(1).Reverse()])).Ok);
        Assert.False((await CheckAsync([.. trail.Lines, trail.Lines[^1]])).Ok);
        Assert.False((await CheckAsync([.. trail.Lines, trail.Lines[0]])).Ok);
        var last = JsonSerializer.Deserialize<AuditEntry>(JsonElement.Parse(trail.Lines[^1]).GetProperty("entry").GetRawText(), AuditExport.Json)!;
        var forged = AuditChain.Link(last with { Target = "forged" }, last.Seq + 1, last.Hash!);
        var appended = await CheckAsync([.. trail.Lines, JsonSerializer.Serialize(new { type = "entry", entry = forged }, AuditExport.Json)]);
        Assert.Contains("comes after the signed head", appended.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_made_anew_needs_the_gateways_key()
    {
        var entries = trail.Lines.Skip(1).Select(line => JsonSerializer.Deserialize<AuditEntry>(JsonElement.Parse(line).GetProperty("entry").GetRawText(), AuditExport.Json)!).ToList();
        var (forged, link) = (new List<string>(), AuditChain.Genesis);
        foreach (var entry in entries)
        {
            var next = AuditChain.Link(entry with { Outcome = "ok" }, entry.Seq, link);
            link = next.Hash!;
            forged.Add(JsonSerializer.Serialize(new { type = "entry", entry = next }, AuditExport.Json));
        }

        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var head = new SignedHead { CustomerId = trail.Gateway.CustomerId, Seq = entries.Count, Hash = link, FirstSeq = 1, FirstLink = AuditChain.Genesis, At = DateTimeOffset.UnixEpoch }.SignedBy(own);
        forged.Insert(0, JsonSerializer.Serialize(new { type = "head", head }, AuditExport.Json));

        Assert.True((await CheckAsync(forged)).Ok);
        Assert.Contains("is signed by key", (await CheckAsync(forged, trail.KeyId)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_other_byte_is_found() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(1, 255).ToArbitrary(), (at, by) =>
    {
        var bytes = Encoding.UTF8.GetBytes(string.Join('\n', trail.Lines));
        bytes[at % bytes.Length] ^= (byte)by;
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, bytes);
            var check = AuditFile.CheckAsync(file, trail.KeyId).GetAwaiter().GetResult();

            // White space between members says nothing and may differ.
            return !check.Ok || bytes[at % bytes.Length] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
        }
        finally
        {
            File.Delete(file);
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("not json", "Line 1")]
    [InlineData("{}", "Line 1")]
    [InlineData("""{"type":"entry","entry":{}}""", "Line 1")]
    public async Task What_is_no_export_is_told_so(string text, string why) => Assert.Contains(why, (await CheckAsync(text.Length == 0 ? [] : [text])).Reason, StringComparison.Ordinal);

    [Fact]
    public async Task The_trail_filters_by_what_is_asked()
    {
        var all = (await trail.Gateway.CallAsync("GET", "/api/v1/audit?tool=obsidian_search_notes&outcome=ok&platform=obsidian&action=tool.call")).Body.GetProperty("entries");
        Assert.Equal(ExportedTrail.Searches, all.GetArrayLength());
        Assert.Equal(0, (await trail.Gateway.CallAsync("GET", "/api/v1/audit?to=2026-01-01")).Body.GetProperty("entries").GetArrayLength());
        Assert.True((await trail.Gateway.CallAsync("GET", "/api/v1/audit?actor=admin&from=2026-01-01T00:00:00Z")).Body.GetProperty("entries").GetArrayLength() > 0);
        Assert.Equal(400, (await trail.Gateway.CallAsync("GET", "/api/v1/audit?from=soon")).Status);
        Assert.Equal(400, (await trail.Gateway.CallAsync("GET", "/api/v1/audit?from=2026-01-02&to=2026-01-01")).Status);
        var cursor = (await trail.Gateway.CallAsync("GET", "/api/v1/audit?tool=obsidian_search_notes&limit=1")).Body.GetProperty("next_cursor").GetString();
        Assert.Equal(200, (await trail.Gateway.CallAsync("GET", $"/api/v1/audit?tool=obsidian_search_notes&limit=1&cursor={cursor}")).Status);
        Assert.Equal(400, (await trail.Gateway.CallAsync("GET", $"/api/v1/audit?tool=obsidian_read_note&limit=1&cursor={cursor}")).Status);
    }

    private static string Changed(string line, JsonProperty member)
    {
        var raw = member.Value.GetRawText();
        var other = member.Value.ValueKind switch
        {
            JsonValueKind.Number => $"{member.Value.GetInt64() + 1}",
            JsonValueKind.True => "false",
            JsonValueKind.False => "true",
            _ when DateTimeOffset.TryParse(member.Value.GetString(), out var at) => JsonSerializer.Serialize(at.AddMilliseconds(1)),
            _ => $"\"{(raw[1] == 'a' ? 'b' : 'a')}{raw[2..]}",
        };
        return line.Replace($"\"{member.Name}\":{raw}", $"\"{member.Name}\":{other}", StringComparison.Ordinal);
    }

    private static async Task<AuditFileCheck> CheckAsync(IReadOnlyList<string> lines, string? keyId = null)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);
            return await AuditFile.CheckAsync(file, keyId);
        }
        finally
        {
            File.Delete(file);
        }
    }
}

/// <summary>A customer that has done some things, and the export of its audit trail.</summary>
public sealed class ExportedTrail : IAsyncLifetime
{
    internal const int Searches = 6;

    internal McpGateway Gateway { get; } = new();

    internal IReadOnlyList<string> Lines { get; private set; } = [];

    internal string PublicKey { get; private set; } = "";

    internal string KeyId { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await Gateway.InitializeAsync();
        for (var n = 0; n < Searches; n++)
        {
            await Gateway.CallAsync("POST", "/api/v1/tools/obsidian_search_notes", """{"query":"quite private words"}""");
        }

        await Gateway.CallAsync("POST", "/api/v1/tools/obsidian_append_to_note", """{"path":"Exported.md","content":"quite private words"}""");
        await Gateway.CallAsync("POST", "/api/v1/tools/obsidian_read_note", """{"path":"None.md"}""");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/audit/export");
        request.Headers.Add("x-api-key", Gateway.Key);
        using var answer = await Gateway.Http.SendAsync(request);
        Lines = (await answer.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n');
        PublicKey = await Gateway.Http.GetStringAsync("/.well-known/squaremcp-audit-key.pem");
        using var key = ECDsa.Create();
        key.ImportFromPem(PublicKey);
        KeyId = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16];
    }

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();
}
