using Squaremcp.Benchmarks.Load;

namespace Squaremcp.Benchmarks;

/// <summary>Everything in one run on one machine, side by side; ratios are what to compare, not the figures alone.</summary>
internal static class Report
{
    private const int Connections = 64;
    private const int PacedConnections = 16;
    private const int PacedRate = 1_000;
    private const int WritesBeside = 100;

    private const string Echo = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"text":"hello"}}}""";
    private const string Call = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"stub_echo","arguments":{"text":"hello"}}}""";
    private const string Say = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"stub_say","arguments":{"text":"hello","repeat":true}}}""";
    private const string ReadNote = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"obsidian_read_note","arguments":{"path":"Note.md"}}}""";
    private const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}""";

    internal static async Task RunAsync(int seconds)
    {
        var duration = TimeSpan.FromSeconds(seconds);
        Console.WriteLine($"{Cores.Count} cores, {(Cores.Pinned ? "server pinned to the first core, load generator to the second" : "nothing pinned")}, {Connections} connections, {seconds} s a row");
        Console.WriteLine();
        Console.WriteLine($"{"at saturation",-44}{"calls/s",10}{"of SDK",8}{"server µs",11}{"generator",11}{"answer B",10}");

        using var folder = new TemporaryFolder();
        await using var gateway = await Child.StartAsync("serve", "gateway", folder.Path);
        (string, string)[] key = [("x-api-key", gateway.Facts["key"]), ("MCP-Protocol-Version", "2025-11-25")];
        var governed = new Generator(gateway.Server, Generator.Post("/mcp", Call, key));
        var body = Body(await governed.OnceAsync());

        await using var bare = await Child.StartAsync("serve", "bare", body);
        await using var sdk = await Child.StartAsync("serve", "sdk");
        var floor = new Generator(bare.Server, Generator.Post("/mcp", Call, key));

        var anchor = await new Generator(sdk.Server, Generator.Post("/mcp", Echo, key)).SaturateAsync(Connections, duration, sdk.Process);
        Row("SDK Core transport, least glue, echo", anchor, anchor);
        Row("bare Kestrel, same body as the governed call", await floor.SaturateAsync(Connections, duration, bare.Process), anchor);
        Row("governed read call, stub platform at 0 ms", await governed.SaturateAsync(Connections, duration, gateway.Process), anchor);
        (string, string)[] bearer = [("Authorization", "Bearer " + gateway.Facts["token"]), ("MCP-Protocol-Version", "2025-11-25")];
        Row("the same with an OAuth token, not a key", await new Generator(gateway.Server, Generator.Post("/mcp", Call, bearer)).SaturateAsync(Connections, duration, gateway.Process), anchor);
        var writing = new Generator(gateway.Server, Generator.Post("/mcp", Say, key));
        Row("governed write call, the same stub", await writing.SaturateAsync(Connections, duration, gateway.Process), anchor);
        Row("governed obsidian_read_note, small note", await new Generator(gateway.Server, Generator.Post("/mcp", ReadNote, key)).SaturateAsync(Connections, duration, gateway.Process), anchor);
        Row("tools/list of 100 tools", await new Generator(gateway.Server, Generator.Post("/mcp", List, key)).SaturateAsync(Connections, duration, gateway.Process), anchor);

        Console.WriteLine();
        Console.WriteLine($"{$"at {PacedRate} calls/s",-44}{"p50 ms",10}{"p99 ms",10}{"longest",10}");
        var below = await floor.PaceAsync(PacedConnections, PacedRate, duration);
        var above = await governed.PaceAsync(PacedConnections, PacedRate, duration);
        Row("bare Kestrel", below);
        Row("governed read call", above);
        Row("added by the gateway", new(above.P50 - below.P50, above.P99 - below.P99, above.Longest - below.Longest, above.Calls));
        var beside = writing.PaceAsync(PacedConnections, WritesBeside, duration);
        Row($"governed read call, {WritesBeside} writes/s beside it", await governed.PaceAsync(PacedConnections, PacedRate, duration));
        Row($"those writes, {WritesBeside} calls/s", await beside);

        Console.WriteLine();
        Console.WriteLine($"{"memory of an active tenant",-44}{await gateway.AskAsync("tenants 300"),10}");
        Console.WriteLine($"{"cold start to first answered call, median of 5",-44}{await ColdStartAsync(),10:0} ms");
    }

    private static async Task<double> ColdStartAsync()
    {
        using var folder = new TemporaryFolder();
        string key;
        await using (var first = await Child.StartAsync("serve", "gateway", folder.Path))
        {
            key = first.Facts["key"];
        }

        return await ColdStart.MedianAsync(folder.Path, Generator.Post("/mcp", Call, ("x-api-key", key)), 5);
    }

    private static void Row(string what, Saturation row, Saturation anchor) => Console.WriteLine(
        $"{what,-44}{row.PerSecond,10:0}{row.PerSecond / anchor.PerSecond,7:0.00}x{row.ServerMicroseconds,11:0.0}{row.GeneratorShare,11:P0}{row.AnswerBytes,10}");

    private static void Row(string what, Latency row) => Console.WriteLine($"{what,-44}{row.P50,10:0.00}{row.P99,10:0.00}{row.Longest,10:0.00}");

    private static string Body(string answer) => answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
}
