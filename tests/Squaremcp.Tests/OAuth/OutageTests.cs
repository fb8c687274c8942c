using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.OAuth;

/// <summary>The disk fails while tokens are given out (T26, T30).</summary>
public sealed class OutageTests(OutageGateway gateway) : IClassFixture<OutageGateway>
{
    [Fact]
    public async Task An_outage_is_told_as_one_and_the_token_is_good_afterwards()
    {
        var tokens = await gateway.SignInAsync();
        gateway.Disk.Fails = Disk.Failure.BeforeWriting;
        var outage = await gateway.RefreshAsync(tokens.Refresh);
        gateway.Disk.Fails = Disk.Failure.None;

        Assert.Equal((503, "5", "no-store"), (outage.Status, outage.Headers["Retry-After"], outage.Headers["Cache-Control"]));
        Assert.Equal("temporarily_unavailable", outage.Json.GetProperty("error").GetString());
        Assert.Equal(200, (await gateway.RefreshAsync(tokens.Refresh)).Status);
    }

    [Fact]
    public async Task An_answer_lost_after_the_tokens_were_entered_is_given_again()
    {
        var tokens = await gateway.SignInAsync();
        gateway.Disk.Fails = Disk.Failure.AfterWriting;
        Assert.Equal(503, (await gateway.RefreshAsync(tokens.Refresh)).Status);
        gateway.Disk.Fails = Disk.Failure.None;

        var again = Tokens.Of(await gateway.RefreshAsync(tokens.Refresh));
        Assert.Equal(again, Tokens.Of(await gateway.RefreshAsync(tokens.Refresh)));
        Assert.Equal(200, (await gateway.AskAsync("ping", null, ("x-api-key", ""), ("Authorization", $"Bearer {again.Access}"))).Status);
        Assert.Equal(200, (await gateway.RefreshAsync(again.Refresh)).Status);
    }

    [Fact]
    public async Task A_code_outlives_an_outage()
    {
        using var person = await gateway.PersonAsync();
        var code = await person.CodeAsync();
        gateway.Disk.Fails = Disk.Failure.BeforeWriting;
        Assert.Equal(503, (await gateway.RedeemAsync(code)).Status);
        gateway.Disk.Fails = Disk.Failure.None;

        Assert.Equal(200, (await gateway.RedeemAsync(code)).Status);
    }
}

public sealed class OutageGateway : OAuthGateway
{
    internal Disk Disk { get; } = new();

    private protected override ProductSetup Configure(ProductSetup setup) => base.Configure(setup) with { GrainServices = Break };

    private void Break(IServiceCollection services)
    {
        var real = services.Last(service => service.ServiceType == typeof(IGrainStorage) && !service.IsKeyedService);
        services.AddSingleton<IGrainStorage>(all => Disk.Around((IGrainStorage)(real.ImplementationInstance ?? real.ImplementationFactory?.Invoke(all) ?? ActivatorUtilities.CreateInstance(all, real.ImplementationType!))));
    }
}

/// <summary>Storage that fails when told to.</summary>
internal sealed class Disk : IGrainStorage
{
    private IGrainStorage? real;

    internal enum Failure
    {
        None,
        BeforeWriting,
        AfterWriting,
    }

    internal Failure Fails { get; set; }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => real!.ReadStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (Fails == Failure.BeforeWriting)
        {
            throw new IOException("The disk is full.");
        }

        await real!.WriteStateAsync(stateName, grainId, grainState);
        if (Fails == Failure.AfterWriting)
        {
            throw new IOException("The disk is gone.");
        }
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => real!.ClearStateAsync(stateName, grainId, grainState);

    internal Disk Around(IGrainStorage storage)
    {
        real = storage;
        return this;
    }
}
