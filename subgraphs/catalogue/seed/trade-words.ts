/**
 * The words of the shop's trades in the languages that people search in. A cell holds the usual word first, as it stands in
 * a product's name, and behind commas what else people say. The first cell is the catalogue's own word, or several.
 */
const WORDS = `
wine | Wein | vin | vino | vino
red wine | Rotwein, roter Wein | vin rouge | vino tinto | vino rosso
white wine | Weißwein, weißer Wein | vin blanc | vino blanco | vino bianco
rosé wine | Roséwein, Rosé | vin rosé | vino rosado | vino rosato
sparkling wine | Schaumwein, Sekt | vin mousseux, vin pétillant, mousseux, crémant | vino espumoso, espumoso, cava | spumante, vino frizzante
port and sherry | Portwein und Sherry | porto et xérès | oporto y jerez | porto e sherry
port | Portwein | porto, vin de porto | oporto | porto
sherry | Sherry | xérès | jerez | sherry
beer | Bier | bière | cerveza | birra
wheat beer | Weizenbier, Weißbier, Weizen | bière blanche, bière de blé | cerveza de trigo | birra di frumento, weiss
stout, porter, dark lager | Dunkelbier, dunkles Bier | bière brune | cerveza negra, cerveza oscura | birra scura
spirits | Spirituosen, Schnaps | spiritueux, alcools | licores, destilados | distillati, superalcolici
whisky | Whisky | whisky | whisky, güisqui | whisky
rum | Rum | rhum | ron | rum
gin | Gin | gin | ginebra | gin
brandy | Weinbrand | eau-de-vie, brandy | brandy, aguardiente | brandy, acquavite
coffee | Kaffee | café | café | caffè
whole bean | Kaffeebohnen | café en grains, grains de café | café en grano, granos de café | caffè in grani, chicchi di caffè
decaffeinated | entkoffeiniert, koffeinfrei | décaféiné, sans caféine | descafeinado, sin cafeína | decaffeinato, senza caffeina
tea | Tee | thé | té | tè, the
green tea | Grüntee, grüner Tee | thé vert | té verde | tè verde
black tea | Schwarztee, schwarzer Tee | thé noir | té negro | tè nero
white tea | Weißtee, weißer Tee | thé blanc | té blanco | tè bianco
herbal infusion | Kräutertee, Früchtetee | tisane, infusion | infusión | tisana, infuso
chamomile | Kamille, Kamillentee | camomille | manzanilla | camomilla
mint | Minze, Pfefferminze | menthe | menta | menta
jasmine | Jasmin | jasmin | jazmín | gelsomino
food | Lebensmittel | alimentation, nourriture | alimentos, comida | alimentari, cibo
olive oil | Olivenöl | huile d’olive | aceite de oliva | olio d’oliva, olio di oliva, olio extravergine
vinegar | Essig | vinaigre | vinagre | aceto
balsamic vinegar | Balsamessig, Balsamico | vinaigre balsamique | vinagre balsámico | aceto balsamico
honey | Honig | miel | miel | miele
acacia honey | Akazienhonig | miel d’acacia | miel de acacia | miele d’acacia
chestnut honey | Kastanienhonig | miel de châtaignier | miel de castaño | miele di castagno
linden honey | Lindenhonig | miel de tilleul | miel de tilo | miele di tiglio
orange blossom | Orangenblüte, Orangenblüten | fleur d’oranger | azahar, flor de azahar | fiori d’arancio, zagara
jam | Konfitüre, Marmelade | confiture | mermelada, confitura | confettura, marmellata
marmalade | Orangenmarmelade, Marmelade | marmelade, confiture d’oranges | mermelada de naranja | marmellata, marmellata di arance
quince paste | Quittenbrot, Quittengelee | pâte de coings | membrillo, dulce de membrillo | cotognata
cherry | Kirsche, Kirsch, Kirschen | cerise | cereza | ciliegia, ciliegie
apricot | Aprikose, Marille | abricot | albaricoque | albicocca, albicocche
blueberry | Heidelbeere, Blaubeere | myrtille | arándano | mirtillo, mirtilli
damson | Zwetschge, Pflaume | prune, quetsche | ciruela | prugna, susina
orange | Orange | orange | naranja | arancia, arance
lemon | Zitrone, Zitronen | citron | limón, limones | limone, limoni
hazelnut | Haselnuss, Haselnüsse | noisette | avellana | nocciola, nocciole
ginger | Ingwer | gingembre | jengibre | zenzero
butter | Butter | beurre | mantequilla | burro
sea salt | Meersalz | sel marin, fleur de sel | sal marina | sale marino
chocolate | Schokolade | chocolat | chocolate | cioccolato, cioccolata
dark chocolate | Zartbitterschokolade, dunkle Schokolade, Bitterschokolade | chocolat noir | chocolate negro | cioccolato fondente, fondente
milk chocolate | Milchschokolade, Vollmilchschokolade | chocolat au lait | chocolate con leche | cioccolato al latte
biscuits | Kekse, Gebäck, Plätzchen | biscuits, gâteaux secs | galletas | biscotti
shortbread | Mürbegebäck | sablés | galletas de mantequilla | frollini
kitchen | Küche | cuisine | cocina | cucina
pan | Pfanne | poêle | sartén, sartenes | padella
frying pan | Bratpfanne, Pfanne | poêle à frire, poêle | sartén, sartenes | padella
sauté pan | Schmorpfanne | sauteuse | sartén honda, salteador | casseruola bassa, saltapasta
saucepan | Stielkasserolle, Kochtopf, Topf, Kasserolle | casserole | cazo, cacerola, olla | pentolino, pentola, casseruola
cookware | Kochgeschirr, Töpfe | batterie de cuisine | batería de cocina | batteria da cucina, pentole
kitchen knives | Küchenmesser | couteaux de cuisine | cuchillos de cocina | coltelli da cucina
knife | Messer | couteau | cuchillo | coltello, coltelli
chef’s knife | Kochmesser | couteau de chef | cuchillo de chef, cuchillo cebollero | coltello da chef, coltello da cuoco
bread knife | Brotmesser | couteau à pain | cuchillo de pan, cuchillo para pan | coltello da pane, coltello per pane
paring knife | Schälmesser, Gemüsemesser | couteau d’office | cuchillo pelador, puntilla | spelucchino
boning knife | Ausbeinmesser | couteau à désosser | cuchillo deshuesador | coltello per disossare
coffee equipment | Kaffeezubehör | matériel à café, accessoires café | accesorios de café | accessori per caffè
cafetière | Pressstempelkanne, Stempelkanne, Kaffeepresse, French Press | cafetière à piston | cafetera de émbolo, cafetera francesa | caffettiera a stantuffo, caffettiera a pistone
moka pot | Espressokocher, Mokkakanne | cafetière italienne, moka | cafetera italiana, moka | moka, caffettiera moka, macchinetta del caffè
hand grinder | Handkaffeemühle, Handmühle, Kaffeemühle | moulin à café manuel, moulin à café, moulin | molinillo de café manual, molinillo | macinacaffè manuale, macinacaffè
coffee grinder | Kaffeemühle | moulin à café, moulin | molinillo de café, molinillo | macinacaffè, macinino
gooseneck kettle | Schwanenhalskessel, Wasserkessel | bouilloire à col de cygne, bouilloire | hervidor de cuello de cisne, hervidor | bollitore a collo di cigno, bollitore
kettle | Wasserkessel, Wasserkocher | bouilloire | hervidor | bollitore
tableware | Geschirr, Tafelgeschirr | vaisselle | vajilla | stoviglie
glassware | Gläser | verrerie, verres | cristalería, vasos, copas | bicchieri, cristalleria
glass | Glas | verre | vaso, copa | bicchiere
wine glass | Weinglas, Weingläser | verre à vin | copa de vino | calice da vino, bicchiere da vino
white wine glass | Weißweinglas, Weißweingläser | verre à vin blanc | copa de vino blanco | calice da vino bianco
burgundy glass | Burgunderglas, Burgundergläser, Rotweinglas, Rotweingläser | verre à bourgogne, verre à vin rouge | copa de borgoña, copa de vino tinto | calice da borgogna, calice da vino rosso
champagne tulip | Champagnerglas, Sektglas, Sektgläser | flûte à champagne, flûte, coupe à champagne | copa de champán, copa de cava | flûte, calice da spumante
water glass | Wasserglas, Wassergläser | verre à eau | vaso de agua | bicchiere da acqua, bicchiere d’acqua
whisky tumbler | Whiskyglas, Whiskygläser | verre à whisky | vaso de whisky | bicchiere da whisky
carafe | Karaffe | carafe | jarra, decantador | caraffa
teapot | Teekanne | théière | tetera | teiera
cup | Tasse | tasse | taza | tazza, tazzina
espresso cup | Espressotasse | tasse à espresso, tasse à expresso, tasse à café | taza de espresso, taza de café | tazzina da caffè, tazza da espresso
mug | Becher, Kaffeebecher | mug, grande tasse | taza, taza grande | tazza, mug
milk jug | Milchkännchen, Milchkanne | pot à lait | jarra de leche, lechera | lattiera, bricco del latte
plate | Teller | assiette | plato | piatto
dinner plate | Essteller, Speiseteller | assiette plate, grande assiette | plato llano | piatto piano
bowl | Schale, Schüssel | bol | cuenco, bol | ciotola, scodella
pasta bowl | Pastateller, Pastaschale | assiette à pâtes, assiette creuse | plato de pasta, plato hondo | piatto per la pasta, piatto fondo
breakfast bowl | Müslischale, Frühstücksschale | bol à petit-déjeuner | cuenco de desayuno | ciotola per la colazione
serving dish | Servierplatte | plat de service | fuente, fuente de servir | piatto da portata
home | Zuhause, Wohnen | maison | hogar | casa
bed linen | Bettwäsche, Bettzeug | linge de lit, parure de lit, draps | ropa de cama, juego de cama | biancheria da letto, lenzuola
duvet cover | Bettbezug, Bettdeckenbezug | housse de couette | funda nórdica | copripiumino
fitted sheet | Spannbettlaken, Spannbetttuch | drap-housse | sábana bajera, sábana | lenzuolo con angoli, lenzuolo
pillowcases | Kissenbezüge, Kissenbezug, Kopfkissenbezug | taies d’oreiller | fundas de almohada | federe, federa
towel | Handtuch, Handtücher | serviette, serviette de toilette | toalla | asciugamano
bath towel | Badetuch, Badetücher, Duschtuch | serviette de bain, drap de bain | toalla de baño | telo da bagno, asciugamano da bagno
hand towel | Handtuch, Handtücher | serviette de toilette, essuie-mains | toalla de manos | asciugamano per le mani
beach towel | Strandtuch, Strandtücher | serviette de plage, drap de plage | toalla de playa | telo mare, telo da spiaggia
throw | Wolldecke, Überwurf, Decke, Plaid | plaid, jeté, couverture | manta | plaid, coperta
cushion cover | Kissenhülle | housse de coussin | funda de cojín | fodera per cuscino, copricuscino
lamp | Lampe, Leuchte | lampe | lámpara | lampada
floor lamp | Stehlampe | lampadaire | lámpara de pie | lampada da terra, piantana
desk lamp | Schreibtischlampe | lampe de bureau | lámpara de escritorio, flexo | lampada da scrivania
bedside lamp | Nachttischlampe | lampe de chevet | lámpara de mesilla, lámpara de noche | lampada da comodino, abat-jour
pendant lamp | Pendelleuchte, Hängelampe | suspension, lampe suspendue | lámpara colgante | lampada a sospensione, lampadario
candle | Kerze | bougie | vela | candela
scented candle | Duftkerze | bougie parfumée | vela perfumada, vela aromática | candela profumata
soap | Seife | savon | jabón, jabones | sapone
hand wash | Handseife, Flüssigseife | savon liquide, savon pour les mains | jabón de manos | sapone liquido, sapone per le mani
lavender | Lavendel | lavande | lavanda | lavanda
fig | Feige | figue | higo | fico
rose | Rose | rose | rosa | rosa
beeswax | Bienenwachs | cire d’abeille | cera de abeja | cera d’api
book | Buch, Bücher | livre | libro | libro, libri
novel | Roman, Romane | roman | novela | romanzo
crime fiction | Krimi, Kriminalroman, Krimis | roman policier, polar | novela policiaca, novela negra | romanzo giallo, giallo, gialli
cookery book | Kochbuch, Kochbücher | livre de cuisine, livre de recettes | libro de cocina, libro de recetas | libro di cucina, ricettario
history | Geschichte, Geschichtsbuch | histoire, livre d’histoire | historia, libro de historia | storia, libro di storia
nature writing | Naturbuch | livre sur la nature | libro de naturaleza | libro sulla natura
paperback | Taschenbuch | livre de poche, broché | libro de bolsillo, tapa blanda | tascabile, brossura
hardback | Hardcover, gebunden | relié, livre relié | tapa dura | copertina rigida, rilegato
notebook | Notizbuch, Notizbücher | carnet, cahier | cuaderno, libreta | taccuino, quaderno
sketchbook | Skizzenbuch, Skizzenbücher | carnet de croquis, carnet à dessin | cuaderno de dibujo, cuaderno de bocetos | album da disegno, quaderno da disegno
planner | Terminkalender, Planer, Kalender | agenda | agenda | agenda
address book | Adressbuch | carnet d’adresses, répertoire | libreta de direcciones | rubrica
art print | Kunstdruck | estampe, tirage d’art | lámina, impresión artística | stampa artistica, stampa d’arte
screen print | Siebdruck | sérigraphie | serigrafía | serigrafia
etching | Radierung | eau-forte, gravure | aguafuerte, grabado | acquaforte, incisione
linocut | Linolschnitt | linogravure | linograbado | linoleografia
clothing | Kleidung | vêtements | ropa | abbigliamento, vestiti
t-shirt | T-Shirt | t-shirt, tee-shirt | camiseta | maglietta, t-shirt
breton top | Bretonshirt, Ringelshirt | marinière | camiseta marinera | maglia bretone, maglia a righe
shirt | Hemd, Hemden | chemise | camisa | camicia
oxford shirt | Oxfordhemd | chemise oxford | camisa oxford | camicia oxford
overshirt | Hemdjacke | surchemise | sobrecamisa | sovracamicia
knitwear | Strickwaren, Strick | maille, tricots | prendas de punto, punto | maglieria
jumper, roll-neck | Pullover, Pulli | pull, chandail | jersey, suéter | maglione, pullover
roll-neck | Rollkragenpullover, Rollkragen | col roulé, pull à col roulé | cuello alto, cuello vuelto | dolcevita, collo alto, lupetto
cardigan | Strickjacke | cardigan, gilet de laine | cárdigan, rebeca | cardigan
jacket | Jacke | veste, blouson | chaqueta, cazadora | giacca, giubbotto
raincoat | Regenmantel, Regenjacke | imperméable, ciré | impermeable, chubasquero | impermeabile
chore jacket | Arbeitsjacke | veste de travail | chaqueta de trabajo | giacca da lavoro
gilet | Weste, Steppweste | gilet matelassé, doudoune sans manches | chaleco | gilet, smanicato
socks | Socken, Strümpfe | chaussettes | calcetines | calzini, calze
scarf | Schal, Schals | écharpe | bufanda | sciarpa
beanie | Mütze, Wollmütze | bonnet | gorro, gorro de lana | berretto, berretto di lana
board game | Brettspiel, Gesellschaftsspiel | jeu de société, jeu de plateau | juego de mesa | gioco da tavolo, giochi da tavolo, gioco di società
card game | Kartenspiel | jeu de cartes | juego de cartas | gioco di carte
jigsaw | Puzzle, Puzzles | puzzle | puzle, puzzle, rompecabezas | puzzle
pieces | Teile | pièces | piezas | pezzi
garden tool | Gartengerät, Gartenwerkzeug | outil de jardin, outil de jardinage | herramienta de jardín | attrezzo da giardino
spade | Spaten | bêche | pala | vanga
digging spade | Spaten | bêche | pala de jardín, laya | vanga
hoe | Hacke, Gartenhacke | houe, binette | azada | zappa
hand fork | Handgabel | fourche à main | horquilla de mano | forchetta a mano
trowel | Pflanzkelle, Handschaufel | transplantoir, truelle | desplantador, paleta | paletta, trapiantatoio
camping gear | Campingausrüstung, Camping | matériel de camping | material de camping, acampada | attrezzatura da campeggio, campeggio
lantern | Laterne | lanterne | farol, linterna | lanterna
flask | Thermosflasche, Isolierflasche, Thermoskanne | thermos, bouteille isotherme, gourde | termo | borraccia termica, thermos
camp mug | Campingbecher | tasse de camping, quart | taza de camping | tazza da campeggio
mess tin | Kochgeschirr | gamelle, popote | marmita, fiambrera | gavetta, gamella
software | Software | logiciel | software, programa | software, programma
accounting | Buchhaltung, Buchführung, Buchhaltungssoftware | comptabilité, logiciel de comptabilité | contabilidad | contabilità
invoicing | Rechnungen, Rechnungsstellung, Fakturierung | facturation | facturación | fatturazione
payroll | Lohnabrechnung, Gehaltsabrechnung | paie, paye | nóminas, nómina | buste paga, paghe
photo editing | Bildbearbeitung, Fotobearbeitung | retouche photo, logiciel de retouche | edición de fotos, edición fotográfica | fotoritocco, modifica foto
video editing | Videoschnitt, Videobearbeitung | montage vidéo | edición de vídeo | montaggio video
music notation | Notensatz | notation musicale | notación musical | notazione musicale
password management | Passwortverwaltung, Passwortmanager | gestionnaire de mots de passe | gestor de contraseñas | gestione password
time-tracking | Zeiterfassung | suivi du temps | control de horas, control horario | rilevazione presenze
backup | Datensicherung | sauvegarde | copia de seguridad | backup, copia di sicurezza
licence | Lizenz | licence | licencia | licenza
stainless steel | Edelstahl | acier inoxydable, inox | acero inoxidable | acciaio inossidabile, acciaio inox, inox
stainless | Edelstahl | inoxydable, inox | inoxidable, inox | inossidabile, inox
cast iron | Gusseisen | fonte | hierro fundido | ghisa
carbon steel | Kohlenstoffstahl | acier au carbone | acero al carbono | acciaio al carbonio
steel | Stahl | acier | acero | acciaio
copper | Kupfer | cuivre | cobre | rame
brass | Messing | laiton | latón | ottone
titanium | Titan | titane | titanio | titanio
enamel | Emaille | émail, émaillé | esmalte, esmaltado | smalto, smaltato
stoneware | Steinzeug | grès | gres | gres
porcelain | Porzellan | porcelaine | porcelana | porcellana
clay | Ton | argile, terre cuite | barro, arcilla | argilla, terracotta
crystal | Kristall | cristal | cristal | cristallo
mouth-blown | Mundgeblasen | soufflé bouche | soplado | soffiato
recycled glass | Recyclingglas | verre recyclé | vidrio reciclado | vetro riciclato
opal glass | Opalglas | verre opale | vidrio opal | vetro opalino
paper | Papier | papier | papel | carta
leather | Leder | cuir | cuero, piel | pelle, cuoio
linen | Leinen | lin | lino | lino
washed linen | Gewaschenes Leinen | lin lavé | lino lavado | lino lavato
cotton | Baumwolle, Baumwoll | coton | algodón | cotone
organic cotton | Biobaumwolle, Bio-Baumwolle | coton biologique, coton bio | algodón orgánico, algodón ecológico | cotone biologico, cotone bio
flannel | Flanell | flanelle | franela | flanella
waffle | Waffelpiqué, Waffel | nid d’abeille, gaufré | gofre, nido de abeja | nido d’ape
terry | Frottee | éponge | rizo | spugna
wool | Wolle, Woll, aus Wolle | laine | lana | lana
lambswool | Lammwolle | laine d’agneau | lana de cordero | lana d’agnello
merino | Merino, Merinowolle | mérinos, laine mérinos | merino, lana merino | merino, merinos, lana merino
alpaca | Alpaka | alpaga | alpaca | alpaca
hemp | Hanf | chanvre | cáñamo | canapa
nylon | Nylon | nylon | nailon | nylon
ash | Eschenholz | frêne | fresno | frassino
oak | Eiche | chêne | roble | rovere, quercia
walnut | Nussbaum, Walnuss | noyer | nogal | noce
recycled | recycelt | recyclé | reciclado | riciclato
organic | Bio, biologisch, ökologisch | bio, biologique | ecológico, orgánico, bio, biológico | biologico, bio
vegan | vegan | végane, végétalien | vegano | vegano
red | rot | rouge | rojo, tinto | rosso
white | weiß | blanc, blanche | blanco | bianco
black | schwarz | noir, noire | negro | nero
green | grün | vert, verte | verde | verde
blue | blau | bleu | azul | blu
grey | grau | gris | gris | grigio
brown | braun | brun, marron | marrón | marrone
navy | marineblau | bleu marine | azul marino | blu navy, blu marino
dry | trocken | sec | seco | secco
dark | dunkel | foncé | oscuro | scuro
smoked | geräuchert | fumé | ahumado | affumicato
years old | Jahre alt | ans d’âge | años | anni
2 players | zwei Spieler, für zwei | deux joueurs, pour deux | dos jugadores, para dos | due giocatori, per due
case of 6 bottles | Kiste mit 6 Flaschen | caisse de 6 bouteilles | caja de 6 botellas | cassa da 6 bottiglie
bottle | Flasche | bouteille | botella | bottiglia
magnum | Magnum | magnum | mágnum | magnum
king | King-Size | grand lit | matrimonio grande | matrimoniale grande
france | Frankreich, französisch | français | Francia, francés | Francia, francese
italy | Italien, italienisch | Italie, italien | Italia, italiano | Italia, italiano
spain | Spanien, spanisch | Espagne, espagnol | España, español | Spagna, spagnolo
germany | Deutschland, deutsch | Allemagne, allemand | Alemania, alemán | Germania, tedesco
austria | Österreich, österreichisch | Autriche, autrichien | Austria, austriaco | Austria, austriaco
portugal | portugiesisch | portugais | portugués | Portogallo, portoghese
greece | Griechenland, griechisch | Grèce, grec | Grecia, griego | Grecia, greco
scotland | Schottland, schottisch | Écosse, écossais | Escocia, escocés | Scozia, scozzese
england | englisch | Angleterre, anglais | Inglaterra, inglés | Inghilterra, inglese
ireland | Irland, irisch | Irlande, irlandais | Irlanda, irlandés | Irlanda, irlandese
japan | japanisch | Japon, japonais | Japón, japonés | Giappone, giapponese
denmark | Dänemark, dänisch | Danemark, danois | Dinamarca, danés | Danimarca, danese
sweden | Schweden, schwedisch | Suède, suédois | Suecia, sueco | Svezia, svedese
norway | Norwegen, norwegisch | Norvège, norvégien | Noruega, noruego | Norvegia, norvegese
belgium | Belgien, belgisch | Belgique, belge | Bélgica, belga | Belgio, belga
czechia | Tschechien, tschechisch | Tchéquie, tchèque | Chequia, checo | Cechia, ceco
hungary | Ungarn, ungarisch | Hongrie, hongrois | Hungría, húngaro | Ungheria, ungherese
united states | USA, amerikanisch | États-Unis, américain | Estados Unidos, americano | Stati Uniti, americano
ethiopia | Äthiopien, äthiopisch | Éthiopie, éthiopien | Etiopía, etíope | Etiopia, etiope
kenya | Kenia | Kenya | Kenia | Kenia
brazil | Brasilien, brasilianisch | Brésil, brésilien | Brasil, brasileño | Brasile, brasiliano
colombia | Kolumbien, kolumbianisch | Colombie, colombien | Colombia, colombiano | Colombia, colombiano
burgundy | Burgund, Burgunder | Bourgogne | Borgoña | Borgogna
champagne | Champagner | champagne | champán | champagne
tuscany | Toskana | Toscane | Toscana | Toscana
piedmont | Piemont | Piémont | Piamonte | Piemonte
`;

/** What people in other places, or at other tills, call what the shop sells. */
const ENGLISH = `
cafetière | french press, coffee press, press pot, plunger pot
whole bean | coffee beans, beans
moka pot | stovetop espresso maker, espresso maker, bialetti
hand grinder | coffee mill, burr grinder
jumper, roll-neck | sweater, pullover
roll-neck | turtleneck, polo neck
cardigan | knit jacket
knitwear | knits, woollens
islay single malt, speyside single malt, highland single malt | scotch
whisky | whiskey
sparkling wine | bubbly, fizz, bubbles
frying pan | skillet, frypan
saucepan | sauce pot, cooking pot
throw | blanket, afghan
raincoat | anorak, rain jacket, waterproof, mackintosh, mac, parka, cagoule
gilet | body warmer, vest, bodywarmer
flask | thermos, vacuum flask, insulated bottle
beanie | woolly hat, wool hat, bobble hat, hat, knit cap
crime fiction | detective novel, detective story, mystery, whodunit, murder mystery
cookery book | cookbook, recipe book
biscuits | cookies, crackers
decaffeinated | decaf
decaffeinated, herbal infusion, rooibos | caffeine-free, without caffeine, no caffeine
jigsaw | jigsaw puzzle, puzzle
duvet cover | comforter cover, quilt cover
bed linen | bedding, bed sheets, sheets
pillowcases | pillow slip, pillow case
hand wash | liquid soap, hand soap
lamp | light
pendant lamp | hanging lamp, ceiling light
floor lamp | standard lamp, standing lamp
notebook | journal, jotter
planner | diary, organizer, organiser, agenda
sketchbook | drawing pad, sketch pad
glassware | glasses, drinking glasses, stemware
whisky tumbler | rocks glass, whiskey glass, lowball glass
champagne tulip | champagne flute, champagne glass
burgundy glass | red wine glass
dinner plate | plate
knife | cutlery
mug | coffee mug
milk jug | creamer, milk pitcher
socks | stockings
scarf | muffler, shawl
hoe | weeder
camping gear | outdoor gear
lantern | camping light
mess tin | camp pot
board game | tabletop game
accounting | bookkeeping, ledger software, accounts
invoicing | billing
payroll | wages, salaries
stock-keeping | inventory, warehouse
staff rota | shift planning, scheduling
password management | password manager
photo editing | image editing, retouching
vector drawing | illustration software
page layout | desktop publishing
type design | font editor
music recording | audio recording
green tea | matcha, sencha
rooibos | red bush, redbush
herbal infusion | herbal tea, tisane
preserve | jam and marmalade
jam | jelly, fruit spread
rum | rhum
stout | black beer
ipa | india pale ale
wheat beer | weissbier, hefeweizen, witbier
fortified wine, port and sherry | dessert wine
organic | bio
vegan | plant-based
magnum | 1.5 litre bottle
case of 6 bottles | six bottles, half a dozen
bath towel | bath sheet
overshirt | shacket
plates and bowls, teapots and cups | crockery
navy, sky, midnight, ink blue | blue
ochre, mustard | yellow
ecru, flax | beige, off-white
france | french
italy | italian
spain | spanish
germany | german
austria | austrian
portugal | portuguese
greece | greek
scotland | scottish
england | english
ireland | irish
japan | japanese
denmark | danish
sweden | swedish
norway | norwegian
netherlands | dutch
belgium | belgian
czechia | czech
hungary | hungarian
united states | american
south africa | south african
argentina | argentinian, argentine
australia | australian
chile | chilean
brazil | brazilian
colombia | colombian
ethiopia | ethiopian
kenya | kenyan
china | chinese
india | indian
t-shirt | tee
`;

export const TRANSLATED_LANGUAGES = ['de', 'fr', 'es', 'it'] as const;
export type TranslatedLanguage = (typeof TRANSLATED_LANGUAGES)[number];
export type Translations = Partial<Record<TranslatedLanguage, string>>;

/** What else people say for some of the catalogue's own words. */
export type SeedSynonym = {
  readonly language: TranslatedLanguage | 'en';
  readonly term: string;
  readonly means: readonly string[];
};

const rowsOf = (table: string): string[][][] =>
  table
    .trim()
    .split('\n')
    .map((row) => row.split('|').map((cell) => cell.split(',').map((word) => word.trim())));

const rows = rowsOf(WORDS).map(([english = [], ...others]) => ({
  english: english[0] ?? '',
  means: english,
  words: Object.fromEntries(
    TRANSLATED_LANGUAGES.map((language, index) => [language, others[index] ?? []]),
  ) as Record<TranslatedLanguage, string[]>,
}));

/** All the words, by language and term; what two rows of the table share means both. */
export const synonyms: readonly SeedSynonym[] = merged([
  ...TRANSLATED_LANGUAGES.flatMap((language) =>
    rows.flatMap(({ means, words }) => words[language].map((term) => ({ language, term, means }))),
  ),
  ...rowsOf(ENGLISH).flatMap(([means = [], terms = []]) =>
    terms.map((term) => ({ language: 'en' as const, term, means })),
  ),
]);

function merged(all: readonly SeedSynonym[]): SeedSynonym[] {
  const groups = Map.groupBy(all, ({ language, term }) => `${language} ${term.toLowerCase()}`);
  return [...groups.values()].map((group) => ({
    ...group[0]!,
    means: [...new Set(group.flatMap(({ means }) => means))],
  }));
}

const vocabulary = new Map(rows.map(({ english, words }) => [english, words]));
const terms = [...vocabulary.keys()]
  .toSorted((a, b) => b.length - a.length)
  .map((term) => term.replaceAll(/[’.-]/g, '[’. -]'));
const TERM = new RegExp(`(?<![\\p{L}\\p{N}-])(?:${terms.join('|')})(?![\\p{L}\\p{N}])`, 'giu');

/** A title with the trade's words in other languages; names of makers and places stay. Empty if it has none of them. */
export function translationsOf(title: string): Translations {
  const translate = (language: TranslatedLanguage) =>
    title.replaceAll(TERM, (term) => wordFor(term, language) ?? term);
  return Object.fromEntries(
    TRANSLATED_LANGUAGES.map((language) => [language, translate(language)] as const).filter(
      ([, translated]) => translated !== title,
    ),
  );
}

function wordFor(term: string, language: TranslatedLanguage): string | undefined {
  const known = vocabulary.get(term.toLowerCase()) ?? vocabulary.get(spaced(term));
  const word = known?.[language][0];
  // A title's words begin with a capital.
  return word === undefined ? undefined : word.charAt(0).toUpperCase() + word.slice(1);
}

const spaced = (term: string): string => term.toLowerCase().replaceAll('-', ' ');
