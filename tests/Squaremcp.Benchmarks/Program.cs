using Squaremcp.Benchmarks;
using Squaremcp.Benchmarks.Import;
using Squaremcp.Benchmarks.Mailbox;
using Squaremcp.Benchmarks.Servers;
using Squaremcp.Frontend;

switch (args)
{
    case ["serve", "bare", var answer]: await BareServer.RunAsync(answer); return 0;
    case ["serve", "sdk"]: await SdkServer.RunAsync(); return 0;
    case ["serve", "started", var folder]: await Hosted.ServeAsync(GatewayServer.Build(folder), app => Server.StartAsync(app)); return 0;
    case ["serve", "gateway", var folder]: await GatewayServer.RunAsync(folder); return 0;
    case ["mailbox"]: await MailboxReport.RunAsync(100_000, 7); return 0;
    case ["mailbox", "--messages", var messages] when int.TryParse(messages, out var count): await MailboxReport.RunAsync(count, 7); return 0;
    case ["import"]: return await ImportReport.RunAsync(1_000_000) ? 0 : 1;
    case ["import", "--rows", var rows] when int.TryParse(rows, out var count): return await ImportReport.RunAsync(count) ? 0 : 1;
}

if (await Cores.RestartOnSecondAsync(args) is { } code)
{
    return code;
}

switch (args)
{
    case []: await Report.RunAsync(10); return 0;
    case ["--seconds", var seconds] when int.TryParse(seconds, out var length): await Report.RunAsync(length); return 0;
}

// A program that starts itself must never take what it does not understand for a wish to start over.
await Console.Error.WriteLineAsync($"Not understood: {string.Join(' ', args)}. There is --seconds N, mailbox with --messages N, and import with --rows N.");
return 2;
