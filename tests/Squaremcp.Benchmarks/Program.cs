using Squaremcp.Benchmarks;
using Squaremcp.Benchmarks.Servers;
using Squaremcp.Frontend;

switch (args)
{
    case ["serve", "bare", var answer]: await BareServer.RunAsync(answer); return 0;
    case ["serve", "sdk"]: await SdkServer.RunAsync(); return 0;
    case ["serve", "started", var folder]: await Hosted.ServeAsync(GatewayServer.Build(folder), Server.StartAsync); return 0;
    case ["serve", "gateway", var folder]: await GatewayServer.RunAsync(folder); return 0;
}

if (await Cores.RestartOnSecondAsync(args) is { } code)
{
    return code;
}

await Report.RunAsync(args is ["--seconds", var seconds] ? int.Parse(seconds) : 10);
return 0;
