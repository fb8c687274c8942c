using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Squaremcp.Frontend;
using Squaremcp.Frontend.Operation;
using Squaremcp.Settings;

namespace Squaremcp.Tests.Settings;

public sealed class SettingsTests : IDisposable
{
    /// <summary>What a frontend of a cluster must be told to start; one process does without.</summary>
    private static readonly string[] OfCluster =
        ["--Squaremcp:Cluster:Gateways=127.0.0.1:30000", "--Squaremcp:AdminApiKey=from-an-argument-0123", $"--Squaremcp:CursorKey={Convert.ToBase64String(new byte[32])}", "--Squaremcp:PublicOrigin=http://127.0.0.1:3456"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("squaremcp-settings-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void All_mistakes_are_told_at_once_and_nothing_is_made()
    {
        var data = Path.Combine(folder.FullName, "data");

        var refused = Assert.Throws<SettingsException>(() => Server.Build(
        [
            $"--Squaremcp:DataDirectory={data}", "--Squaremcp:PublicOrigin=https://example.org/path", "--Squaremcp:AdminApiKey=short",
            "--Squaremcp:Files:MostBytes=0", "--Squaremcp:Files:QuotaBytes=-1", "--Squaremcp:Files:MostFiles=0", "--Squaremcp:Mcp:AnswerBytes=5", "--Squaremcp:Mcp:Colour=red", "--Squaremcp:Mcp:AllowedOrigins:0=example.org", "--Squaremcp:Platforms:Telegram:BaseUrl=telegram.example",
        ]));

        Assert.All(
            ["PublicOrigin is \"https://example.org/path\"", "AdminApiKey is shorter", "AnswerBytes is 5", "MostBytes is 0", "QuotaBytes is -1", "MostFiles is 0", "Squaremcp:Mcp:Colour is no setting", "AllowedOrigins holds \"example.org\"", "Telegram__BaseUrl is \"telegram.example\""],
            part => Assert.Contains(part, refused.Message, StringComparison.Ordinal));
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public void Values_of_the_wrong_kind_are_told_beside_the_other_mistakes()
    {
        var refused = Assert.Throws<SettingsException>(() => Server.Build(
            [$"--data={folder.FullName}/data", "--Squaremcp:Mcp:AnswerBytes=many", "--Squaremcp:Mcp:ConformanceTenant=maybe", "--Squaremcp:Files:QuotaBytes=much", "--Squaremcp:PublicOrigin=nowhere"]));

        Assert.All(
            ["AnswerBytes is \"many\". It must be a whole number", "QuotaBytes is \"much\". It must be a whole number", "ConformanceTenant is \"maybe\". It must be true or false", "PublicOrigin is \"nowhere\""],
            part => Assert.Contains(part, refused.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_provider_that_cannot_work_is_refused_at_the_door()
    {
        var refused = Assert.Throws<SettingsException>(() => Server.Build(
        [
            $"--data={folder.FullName}/data", "--Squaremcp:SignIn:Providers:no_name:ClientId=a", "--Squaremcp:SignIn:Providers:google:AllowedDomains:0=@example", "--Squaremcp:SignIn:Providers:near:Issuer=https://127.0.0.1:9",
            "--Squaremcp:SignIn:Providers:plain:Issuer=http://login.example.org", "--Squaremcp:SignIn:Providers:plain:Colour=red",
        ]));

        Assert.All(
            ["no_name: a provider's name", "no_name__Issuer is not set", "google__ClientId is not set", "AllowedDomains holds \"@example\"", "near__Issuer is \"https://127.0.0.1:9\"", "plain__Issuer is \"http://login.example.org\"", "plain:Colour is no setting"],
            part => Assert.Contains(part, refused.Message, StringComparison.Ordinal));
        Assert.Contains("names nobody to sign in with", Assert.Throws<SettingsException>(() => Server.Build([$"--data={folder.FullName}/data", "--Squaremcp:Accounts:Passwords=false"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_weaker_than_an_argument()
    {
        var file = Path.Combine(folder.FullName, "my.yaml");
        await File.WriteAllTextAsync(file, $"dataDirectory: {folder.FullName}/from-file\nadminApiKey: from-the-file-0123\nmcp:\n  answerBytes: 20000\n", TestContext.Current.CancellationToken);

        await using var app = Server.Build(["--config", file, $"--Squaremcp:DataDirectory={folder.FullName}/from-argument", .. OfCluster], "http://127.0.0.1:0");

        Assert.Equal(20_000, ((GatewaySettings)app.Services.GetService(typeof(GatewaySettings))!).Mcp.AnswerBytes);
        Assert.True(Directory.Exists($"{folder.FullName}/from-argument"));
        Assert.False(Directory.Exists($"{folder.FullName}/from-file"));
    }

    [Fact]
    public async Task The_server_takes_the_folder_its_commands_take_and_no_file_from_a_stray_CONFIG()
    {
        Environment.SetEnvironmentVariable("CONFIG", "Release");
        try
        {
            await using var app = Server.Build(["--data", $"{folder.FullName}/named", .. OfCluster], "http://127.0.0.1:0");

            Assert.Equal($"{folder.FullName}/named", ((GatewaySettings)app.Services.GetService(typeof(GatewaySettings))!).DataDirectory);
        }
        finally
        {
            Environment.SetEnvironmentVariable("CONFIG", null);
        }
    }

    [Theory]
    [InlineData("http://0.0.0.0:3456", "http://127.0.0.1:3456")]
    [InlineData("http://[::]:3456", "http://127.0.0.1:3456")]
    [InlineData("http://+:3456", "http://localhost:3456")]
    [InlineData("http://192.0.2.7:3456", "http://192.0.2.7:3456")]
    public void Commands_are_told_an_address_that_can_be_called(string bound, string called)
    {
        using var server = new BoundServer(bound);

        Assert.Equal(called, new PublicAddress(new() { PublicOrigin = "https://mcp.example.org" }, server).Here);
    }

    [Theory]
    [InlineData("a: [1", "is not valid YAML")]
    [InlineData("colour: red", "Squaremcp:colour is no setting")]
    public async Task A_file_that_is_wrong_is_named(string yaml, string says)
    {
        var file = Path.Combine(folder.FullName, "my.yaml");
        await File.WriteAllTextAsync(file, yaml, TestContext.Current.CancellationToken);

        Assert.Contains(says, Assert.Throws<SettingsException>(() => Server.Build(["--config", file])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Contains("which is not there", Assert.Throws<SettingsException>(() => Server.Build(["--config", "/nowhere/x.yaml"])).Message, StringComparison.Ordinal);

    private sealed class BoundServer : IServer
    {
        internal BoundServer(string address)
        {
            var addresses = new ServerAddressesFeature();
            addresses.Addresses.Add(address);
            Features.Set<IServerAddressesFeature>(addresses);
        }

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => throw new NotSupportedException("Only its address is asked for.");

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
