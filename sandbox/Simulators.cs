using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Squaremcp.Sandbox.Discord;
using Squaremcp.Sandbox.Facebook;
using Squaremcp.Sandbox.Figma;
using Squaremcp.Sandbox.GitHub;
using Squaremcp.Sandbox.Gmail;
using Squaremcp.Sandbox.Instagram;
using Squaremcp.Sandbox.LinkedIn;
using Squaremcp.Sandbox.Mail;
using Squaremcp.Sandbox.Notes;
using Squaremcp.Sandbox.Outlook;
using Squaremcp.Sandbox.Slack;
using Squaremcp.Sandbox.Snapchat;
using Squaremcp.Sandbox.Telegram;
using Squaremcp.Sandbox.TikTok;
using Squaremcp.Sandbox.WhatsApp;
using Squaremcp.Sandbox.X;

namespace Squaremcp.Sandbox;

/// <summary>
/// The platforms of a rehearsal: small, strict, and each customer has a world of its own in them, in memory, for as long as this process lives. Then it begins anew; credentials stay good, for they are derived from the key.
/// </summary>
public sealed class Simulators : IAsyncDisposable
{
    private static readonly TimeSpan LongestHang = TimeSpan.FromMinutes(1);
    private const int MostBytes = 64 * 1024 * 1024;

    private readonly Tenants tenants;
    private readonly TimeProvider clock;
    private readonly DiscordSimulator discord;
    private readonly SlackSimulator slack;
    private readonly FigmaSimulator figma;
    private readonly GitHubSimulator github;
    private readonly GmailSimulator gmail;
    private readonly TelegramSimulator telegram;
    private readonly XSimulator x;
    private readonly FacebookSimulator facebook;
    private readonly InstagramSimulator instagram;
    private readonly WhatsAppSimulator whatsApp;
    private readonly LinkedInSimulator linkedIn;
    private readonly OutlookSimulator outlook;
    private readonly SnapchatSimulator snapchat;
    private readonly TikTokSimulator tiktok;
    private readonly MailSimulator mail;
    private readonly NotesFolder notes;
    private readonly IHttpSimulator[] simulators;
    private readonly Worlds<ConcurrentDictionary<string, FaultPlan>> faults = new(_ => new(), most: 2_000);

    /// <param name="key">Of this installation; at least 16 bytes.</param>
    /// <param name="vaultRoot">Full path of the folder that customers' notes lie under.</param>
    public Simulators(byte[] key, string vaultRoot, TimeProvider clock)
    {
        (tenants, this.clock) = (new(key), clock);
        discord = new(tenants, clock);
        slack = new(tenants, clock);
        figma = new(tenants, clock);
        github = new(tenants, clock);
        gmail = new(tenants, clock);
        telegram = new(tenants, clock);
        notes = new(vaultRoot);
        x = new(tenants, clock);
        linkedIn = new(tenants, clock);
        outlook = new(tenants, clock);
        snapchat = new(tenants, clock);
        tiktok = new(tenants, clock);
        mail = new(tenants, clock, tenant => PlanOf(MailSimulator.Platform, tenant));
        facebook = new(tenants, clock);
        instagram = new(tenants, clock);
        whatsApp = new(tenants, clock);

        // WhatsApp before Facebook: it knows its own tokens, and both have one host.
        simulators = [discord, whatsApp, facebook, figma, github, gmail, instagram, linkedIn, outlook, slack, snapchat, telegram, tiktok, x];
    }

    /// <summary>What a customer of the sandbox starts with.</summary>
    public IReadOnlyList<string> Platforms { get; } = ["discord", "email", "facebook", "figma", "github", "gmail", "instagram", "linkedin", "obsidian", "outlook", "slack", "snapchat", "telegram", "tiktok", "twitter", "whatsapp"];

    /// <summary>Readies an account of a customer, and tells what connects it. Asked again it answers the same.</summary>
    public SandboxAccount Account(string platform, string customer)
    {
        var tenant = tenants.Of(customer);
        return platform switch
        {
            NotesFolder.Platform => notes.Account(tenant),
            MailSimulator.Platform => mail.Account(tenant),
            _ when platform == discord.Platform => discord.Account(tenant),
            _ when platform == slack.Platform => slack.Account(tenant),
            _ when platform == figma.Platform => figma.Account(tenant),
            _ when platform == github.Platform => github.Account(tenant),
            _ when platform == gmail.Platform => gmail.Account(tenant),
            _ when platform == telegram.Platform => telegram.Account(tenant),
            _ when platform == linkedIn.Platform => linkedIn.Account(tenant),
            _ when platform == outlook.Platform => outlook.Account(tenant),
            _ when platform == snapchat.Platform => snapchat.Account(tenant),
            _ when platform == tiktok.Platform => tiktok.Account(tenant),
            _ when platform == x.Platform => x.Account(tenant),
            _ when platform == facebook.Platform => facebook.Account(tenant),
            _ when platform == instagram.Platform => instagram.Account(tenant),
            _ when platform == whatsApp.Platform => whatsApp.Account(tenant),
            _ => throw new ArgumentException($"There is no simulator of {platform}.", nameof(platform)),
        };
    }

    /// <summary>The faults that wait for a customer; null where the platform has no simulator that fails on demand.</summary>
    public FaultPlan? Faults(string platform, string customer) =>
        platform == MailSimulator.Platform ? PlanOf(platform, tenants.Of(customer))
        : Array.Find(simulators, one => one.Platform == platform) is { } simulator ? PlanOf(platform, simulator.WorldOf(tenants.Of(customer)))
        : null;

    /// <summary>Where on this machine those hosts are that are not spoken to by HTTP, by <c>host:port</c>. Opens the ports.</summary>
    public IReadOnlyDictionary<string, int> Ports => mail.Ports;

    public ValueTask DisposeAsync() => mail.DisposeAsync();

    /// <summary>Answers <c>{host}/{path}</c> below the sandbox's address.</summary>
    /// <param name="rest">Begins with a slash.</param>
    /// <param name="address">The sandbox's own address, ending in a slash.</param>
    public async Task AnswerAsync(HttpContext context, string rest, string address)
    {
        var slash = rest.IndexOf('/', 1);
        var (host, path) = slash < 0 ? (rest.TrimStart('/'), "/") : (rest[1..slash], rest[slash..]);
        var request = new Request(context, host, path, $"{address}{host}/");
        if (Array.Find(simulators, one => one.Hosts.Contains(host) && one.IsFor(request)) is not { } simulator)
        {
            await new Answer(404, "text/plain", "There is no simulator of that host.\n"u8.ToArray()).WriteAsync(context);
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = MostBytes;
        }

        context.Response.Headers.CacheControl = "no-store";
        await AnswerAsync(simulator, request);
    }

    private async Task AnswerAsync(IHttpSimulator simulator, Request request)
    {
        var context = request.Context;
        var fault = await simulator.LookAsync(request, context.RequestAborted) is { } asked ? PlanOf(simulator.Platform, asked.World).Take(asked.IsRefresh) : null;
        switch (fault?.Kind)
        {
            case FaultKinds.RateLimited or FaultKinds.ExpiredToken or FaultKinds.RotatedToken:
                await simulator.Refusal(fault).WriteAsync(context);
                return;
            case FaultKinds.ServerError:
                await Answer.Page(fault.Status, "<html><body>The sandbox was told to fail.</body></html>").WriteAsync(context);
                return;
            case FaultKinds.Hang:
                await HangAsync(context);
                return;
        }

        Answer answer;
        try
        {
            answer = await simulator.AnswerAsync(request, context.RequestAborted);
        }
        catch (RefusedException refused)
        {
            answer = refused.Answer;
        }
        catch (BadHttpRequestException bad)
        {
            answer = new(bad.StatusCode, "text/plain", []);
        }

        if (fault is { Kind: FaultKinds.LostAnswer })
        {
            context.Abort();
            return;
        }

        await answer.WriteAsync(context, fault is { Kind: FaultKinds.Truncated } ? answer.Body.Length / 2 : null);
    }

    private async Task HangAsync(HttpContext context)
    {
        try
        {
            await Task.Delay(LongestHang, clock, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        context.Abort();
    }

    private FaultPlan PlanOf(string platform, string world) => faults.Of(world).GetOrAdd(platform, _ => new());
}

/// <summary>What connects one platform of the sandbox for one customer.</summary>
/// <param name="Settings">The settings as that customer would send them, JSON; holds the credential.</param>
/// <param name="IsGranted">True where the settings are what comes of a sign-in: tokens and whose they are.</param>
public sealed record SandboxAccount(string Platform, string Settings, bool IsGranted = false)
{
    // A record prints all it holds; this one holds a credential.
    public override string ToString() => $"{Platform} in the sandbox";
}
